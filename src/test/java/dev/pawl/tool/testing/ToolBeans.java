package dev.pawl.tool.testing;

import dev.pawl.cache.Cache;
import dev.pawl.tool.Checker;
import dev.pawl.tool.SyntaxChecker;
import java.util.List;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;

/** Provides the real tools, discovered by the same component scan as in the service. */
public final class ToolBeans {

  private static final AnnotationConfigApplicationContext CONTEXT = createContext();

  private ToolBeans() {}

  private static AnnotationConfigApplicationContext createContext() {
    var context = new AnnotationConfigApplicationContext();
    // Programs are tested on machines without bubblewrap, too.
    TestPropertyValues.of("pawl.process.allow-unsandboxed-programs=true").applyTo(context);
    context.register(ToolScanConfiguration.class);
    context.refresh();
    return context;
  }

  /** Scans all tools except commands; a test configuration, so that tests of the whole service keep their cache. */
  @TestConfiguration(proxyBeanMethods = false)
  @ComponentScan(
      basePackages = {
        "dev.pawl.process",
        "dev.pawl.tool",
        "dev.pawl.wasm",
        "dev.pawl.refactoring",
        "dev.pawl.proof",
        "dev.pawl.builtin"
      },
      excludeFilters =
          @ComponentScan.Filter(
              type = FilterType.REGEX,
              pattern =
                  ".*\\.(commandfile|integrity)\\..*|.*Command|.*FixCommandConfiguration"
                      + "|.*(Tests|testing).*"))
  static class ToolScanConfiguration {

    /** Disables caching in tests of tools. */
    @Bean
    Cache cache() {
      return Cache.NONE;
    }
  }

  public static List<Checker> checkers() {
    return CONTEXT.getBeanProvider(Checker.class).orderedStream().toList();
  }

  public static List<SyntaxChecker> syntaxCheckers() {
    return CONTEXT.getBeanProvider(SyntaxChecker.class).orderedStream().toList();
  }

  /** Returns all tools of a type. */
  public static <T> List<T> all(Class<T> type) {
    return CONTEXT.getBeanProvider(type).orderedStream().toList();
  }

  /** Returns the tool of a type. */
  public static <T> T get(Class<T> type) {
    return CONTEXT.getBean(type);
  }
}
