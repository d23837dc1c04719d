package dev.pawl.tool.testing;

import dev.pawl.cache.Cache;
import dev.pawl.tool.Checker;
import dev.pawl.tool.SyntaxChecker;
import java.nio.file.Path;
import java.util.List;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;

/** Provides the real tools, discovered by the same component scan as in the service. */
public final class ToolBeans {

  /** The tools of a machine without installed formatters of the JVM. */
  private static final AnnotationConfigApplicationContext CONTEXT =
      createContext(Path.of("target/no-formatters"));

  private ToolBeans() {}

  private static final class WithWasmFormatters {

    private static final AnnotationConfigApplicationContext CONTEXT = create();

    private static AnnotationConfigApplicationContext create() {
      Path folder = Path.of("target/wasm/node_modules").toAbsolutePath();
      return createContext("pawl.tool.wasm.folder", folder);
    }
  }

  /** Returns the tools, among them the WebAssembly formatters as far as tests have installed them. */
  public static BeanFactory withWasmFormatters() {
    return WithWasmFormatters.CONTEXT;
  }

  /** Scans all tools except commands; a test configuration, so that tests of the whole service keep their cache. */
  @TestConfiguration(proxyBeanMethods = false)
  @ComponentScan(
      basePackages = {
        "dev.pawl.process",
        "dev.pawl.rule",
        "dev.pawl.suppression",
        "dev.pawl.tool",
        "dev.pawl.externaltool",
        "dev.pawl.java",
        "dev.pawl.wasm",
        "dev.pawl.jvm",
        "dev.pawl.refactoring",
        "dev.pawl.proof",
        "dev.pawl.duplication",
        "dev.pawl.builtin"
      },
      excludeFilters =
          @ComponentScan.Filter(
              type = FilterType.REGEX,
              pattern =
                  ".*\\.(commandfile|integrity)\\..*|.*Command|.*FixCommandConfiguration"
                      + "|.*ConfigurationValues|.*(Tests|testing).*"))
  static class ToolScanConfiguration {

    /** Disables caching in tests of tools. */
    @Bean
    Cache cache() {
      return Cache.NONE;
    }
  }

  /** Creates the tools of a machine whose formatters of the JVM are installed in a folder. */
  public static AnnotationConfigApplicationContext createContext(Path jvmFormatters) {
    return createContext("pawl.tool.jvm.folder", jvmFormatters);
  }

  private static AnnotationConfigApplicationContext createContext(String property, Path folder) {
    var context = new AnnotationConfigApplicationContext();
    // Programs are tested on machines without bubblewrap, too.
    TestPropertyValues.of(
            "pawl.process.allow-unsandboxed-programs=true", "%s=%s".formatted(property, folder))
        .applyTo(context);
    context.register(ToolScanConfiguration.class);
    context.refresh();
    return context;
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
