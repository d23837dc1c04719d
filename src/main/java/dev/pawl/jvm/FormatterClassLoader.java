package dev.pawl.jvm;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Loads one version of a formatter and its libraries, of which it shares only the JDK with Pawl.
 *
 * <p>Since JDK 24, the compiler returns its diagnostics as a {@code List}, no longer as a {@code Queue}. Formatters that
 * were compiled before use the compiler through this class loader, which adapts the calls.
 */
final class FormatterClassLoader extends URLClassLoader {

  /** The prefixes of the classes that use the compiler of the JDK. */
  private static final List<String> COMPILER_USERS =
      List.of("com.google.googlejavaformat.", "com.palantir.javaformat.");

  private static final ClassDesc DIAGNOSTIC_HANDLER =
      ClassDesc.ofInternalName("com/sun/tools/javac/util/Log$DeferredDiagnosticHandler");
  private static final ClassDesc QUEUE = Queue.class.describeConstable().orElseThrow();
  private static final ClassDesc ARRAY_DEQUE = ArrayDeque.class.describeConstable().orElseThrow();

  static {
    registerAsParallelCapable();
  }

  /** Creates a class loader for the jars in a folder. */
  FormatterClassLoader(Path folder) throws IOException {
    super(jars(folder), ClassLoader.getPlatformClassLoader());
  }

  private static URL[] jars(Path folder) throws IOException {
    var jars = new ArrayList<URL>();
    try (var files = Files.newDirectoryStream(folder, "*.jar")) {
      for (Path file : files) {
        jars.add(url(file));
      }
    }
    return jars.toArray(URL[]::new);
  }

  private static URL url(Path file) throws MalformedURLException {
    return file.toUri().toURL();
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (COMPILER_USERS.stream().noneMatch(name::startsWith)) {
      return super.findClass(name);
    }
    try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] adapted = adapt(in.readAllBytes());
      return defineClass(name, adapted, 0, adapted.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  /** Returns a class whose calls fit the compiler of this JDK; the same bytes if they already do. */
  private byte[] adapt(byte[] bytes) {
    var classFile =
        ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(this)));
    var model = classFile.parse(bytes);
    boolean usesQueue =
        model.methods().stream()
            .flatMap(method -> method.code().stream())
            .flatMap(code -> code.elementStream())
            .anyMatch(FormatterClassLoader::readsDiagnosticsAsQueue);
    return usesQueue
        ? classFile.transformClass(
            model, ClassTransform.transformingMethodBodies(FormatterClassLoader::adapt))
        : bytes;
  }

  /** Replaces a call that expects a queue by one that copies the list into a queue. */
  private static void adapt(CodeBuilder builder, CodeElement element) {
    if (readsDiagnosticsAsQueue(element)) {
      builder
          .invokevirtual(
              DIAGNOSTIC_HANDLER, "getDiagnostics", MethodTypeDesc.of(ConstantDescs.CD_List))
          .new_(ARRAY_DEQUE)
          .dup_x1()
          .swap()
          .invokespecial(
              ARRAY_DEQUE,
              ConstantDescs.INIT_NAME,
              MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Collection));
    } else {
      builder.with(element);
    }
  }

  private static boolean readsDiagnosticsAsQueue(CodeElement element) {
    return element instanceof InvokeInstruction call
        && call.owner().asSymbol().equals(DIAGNOSTIC_HANDLER)
        && call.name().equalsString("getDiagnostics")
        && call.typeSymbol().returnType().equals(QUEUE);
  }
}
