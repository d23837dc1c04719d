package dev.pawl.jvm;

import dev.pawl.language.Language;
import dev.pawl.tool.editorconfig.EditorConfig;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configures the formatters that run in the JVM: how each is called, and how its style is determined. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(JvmFormatterProperties.class)
class JvmFormatterConfiguration {

  private final FormatterExecutor executor;

  JvmFormatterConfiguration(JvmFormatterProperties properties) {
    this.executor = new FormatterExecutor(properties);
  }

  @Bean
  JvmFormatter googleJavaFormat(EditorConfig editorConfig) {
    return formatter(
        "google-java-format",
        Language.JAVA,
        GoogleJavaFormatEngine::new,
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
    return new JvmFormatter(
        name,
        language,
        new InstalledVersions(executor.properties().folder().resolve(name), factory, executor),
        styles);
  }
}
