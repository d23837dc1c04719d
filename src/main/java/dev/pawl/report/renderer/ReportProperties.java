package dev.pawl.report.renderer;

import dev.pawl.configuration.WebUrl;
import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of reports.
 *
 * @param informationUri the address that SARIF reports state for information about Pawl, such as that of its pages for
 *     the readers of the reports
 */
@Validated
@ConfigurationProperties("pawl.report")
record ReportProperties(@DefaultValue("http://localhost:8080/") @WebUrl URI informationUri) {}
