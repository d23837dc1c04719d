package dev.pawl.tool.testing;

import dev.pawl.cache.Cache;
import dev.pawl.tool.Checker;
import dev.pawl.tool.SyntaxChecker;
import java.util.List;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;

/** The real tools, found as the service finds them. */
public final class Tools {

  private static final AnnotationConfigApplicationContext CONTEXT =
      new AnnotationConfigApplicationContext(Scan.class);

  private Tools() {}

  /** Every tool of the tool room, without the commands; not for tests of the whole service, which would have no cache then. */
  @TestConfiguration(proxyBeanMethods = false)
  @ComponentScan(
      basePackages = "dev.pawl.tool",
      excludeFilters =
          @ComponentScan.Filter(
              type = FilterType.REGEX,
              pattern =
                  ".*(Command|Check|FixCommands|CreateSnapshot|program.*|RiskAssessment)$|.*(Tests|testing).*"))
  static class Scan {

    /** What was computed before is computed anew in tests of tools. */
    @Bean
    Cache cache() {
      return Cache.NONE;
    }
  }

  public static List<Checker> checkers() {
    return CONTEXT.getBeanProvider(Checker.class).orderedStream().toList();
  }

  public static List<SyntaxChecker> syntax() {
    return CONTEXT.getBeanProvider(SyntaxChecker.class).orderedStream().toList();
  }

  /** All tools of a type. */
  public static <T> List<T> all(Class<T> type) {
    return CONTEXT.getBeanProvider(type).orderedStream().toList();
  }

  /** The tool of a type. */
  public static <T> T get(Class<T> type) {
    return CONTEXT.getBean(type);
  }
}
