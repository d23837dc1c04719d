package dev.pawl.tool.toml;

import dev.pawl.tool.LineLayout;
import dev.pawl.workspace.Language;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configures the built-in formatter of TOML. */
@Configuration(proxyBeanMethods = false)
class TomlLayout {

  @Bean
  LineLayout toml(TomlSyntax syntax) {
    return new LineLayout(Language.TOML, syntax);
  }
}
