package dev.pawl;

import dev.pawl.process.StartupSecrets;
import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Starts one node of Pawl. */
@SpringBootApplication
public class PawlApplication {

  static void main(String[] args) {
    StartupSecrets.erase();
    SpringApplication.run(PawlApplication.class, args);
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }
}
