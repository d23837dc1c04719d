package dev.pawl.java;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds code that looks up members of classes by name, and may therefore use members that no code names. */
public final class ReflectiveLookups {

  /** Names of the JDK and of common libraries that look up members which are not public. */
  private static final Pattern LOOKUPS =
      Pattern.compile(
          "\\b(getDeclaredMethods?|getDeclaredFields?|setAccessible|privateLookupIn"
              + "|MethodHandles|findVirtual|findStatic|findSpecial|findGetter|findSetter"
              + "|findStaticGetter|findStaticSetter|findVarHandle|findStaticVarHandle"
              + "|unreflect\\w*|VarHandle|Atomic(Integer|Long|Reference)FieldUpdater"
              + "|objectFieldOffset|staticFieldOffset|ReflectionUtils|ReflectionTestUtils"
              + "|FieldUtils|MethodUtils|Whitebox|reflectionToString|reflectionEquals"
              + "|reflectionHashCode|ReflectionToStringBuilder"
              // Libraries that read and write private fields without naming them.
              + "|Gson|GsonBuilder|Kryo|XStream|Moshi|PropertyAccessor|BeanAccess|XmlAccessType)\\b");

  /** The usual way to get the class of a logger, which gives no access to members. */
  private static final Pattern LOOKUP_OF_CLASS =
      Pattern.compile("MethodHandles\\s*\\.\\s*lookup\\(\\)\\s*\\.\\s*lookupClass\\(\\)");

  private static final Pattern LOOKUP_IMPORT =
      Pattern.compile("(?m)^\\s*import\\s+java\\.lang\\.invoke\\.MethodHandles;?");

  private ReflectiveLookups() {}

  /** Returns the first name in a text that looks up members which are not public. */
  public static Optional<String> find(String text) {
    if (!LOOKUPS.matcher(text).find()) {
      return Optional.empty();
    }
    String code =
        LOOKUP_IMPORT
            .matcher(LOOKUP_OF_CLASS.matcher(text).replaceAll("lookupClass"))
            .replaceAll("");
    Matcher lookup = LOOKUPS.matcher(code);
    return lookup.find() ? Optional.of(lookup.group(1)) : Optional.empty();
  }
}
