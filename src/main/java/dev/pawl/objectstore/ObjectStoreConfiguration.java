package dev.pawl.objectstore;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configures the store of objects. Its client is loaded only where a bucket is configured. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ObjectStoreProperties.class)
class ObjectStoreConfiguration {

  @Bean(destroyMethod = "close")
  @ConditionalOnProperty("pawl.object-store.bucket")
  ObjectStore objectStore(ObjectStoreProperties properties) {
    return new S3ObjectStore(properties);
  }
}
