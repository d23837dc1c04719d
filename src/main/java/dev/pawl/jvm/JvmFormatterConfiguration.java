package dev.pawl.jvm;

import dev.pawl.language.Language;
import dev.pawl.tool.FormatterExecutor;
import dev.pawl.tool.editorconfig.EditorConfig;
import java.nio.file.Path;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configures the formatters that run in the JVM: how each is called, and how its style is determined. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(JvmFormatterProperties.class)
class JvmFormatterConfiguration {

  private static final String GOOGLE_JAVA_FORMAT = "google-java-format";

  private final Path folder;
  private final FormatterExecutor executor;
  private final InstalledVersions googleJavaFormat;

  JvmFormatterConfiguration(JvmFormatterProperties properties) {
    this.folder = properties.folder();
    this.executor =
        new FormatterExecutor(
            "jvm-formatter", properties.fileTimeout(), properties.maxAllocation());
    this.googleJavaFormat = versions(GOOGLE_JAVA_FORMAT, GoogleJavaFormatEngine::new);
  }

  @Bean
  ImportOrderFixer importOrder(EditorConfig editorConfig) {
    return new ImportOrderFixer(editorConfig, googleJavaFormat, null, null);
  }

  @Bean
  JvmFormatter googleJavaFormat(EditorConfig editorConfig) {
    return new JvmFormatter(
        GOOGLE_JAVA_FORMAT,
        Language.JAVA,
        googleJavaFormat,
        new GoogleJavaFormatStyles(editorConfig));
  }

  @Bean
  JvmFormatter palantirJavaFormat() {
    return formatter(
        "palantir-java-format",
        Language.JAVA,
        PalantirJavaFormatEngine::new,
        FormatterStyles.withDefault("PALANTIR"));
  }

  @Bean
  JvmFormatter springJavaformat() {
    return formatter(
        "spring-javaformat",
        Language.JAVA,
        SpringJavaFormatEngine::new,
        new SpringJavaFormatStyles());
  }

  @Bean
  JvmFormatter ktfmt() {
    return formatter(
        "ktfmt", Language.KOTLIN, KtfmtEngine::new, FormatterStyles.withDefault("META"));
  }

  private JvmFormatter formatter(
      String name, Language language, FormatterEngine.Factory factory, FormatterStyles styles) {
    return new JvmFormatter(name, language, versions(name, factory), styles);
  }

  private InstalledVersions versions(String name, FormatterEngine.Factory factory) {
    return new InstalledVersions(folder.resolve(name), factory, executor);
  }
}
