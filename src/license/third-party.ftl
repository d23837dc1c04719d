<#-- The notice that ./mvnw license:add-third-party writes. -->
Third-party software in Pawl

The jar of Pawl contains the libraries below. Where a library is listed under several licenses, Pawl uses it under one that is
neither the GPL nor the LGPL. The image also contains Java, packages of Debian and formatters in WebAssembly, with their licenses.

This product includes software developed in part by support from the Defense Advanced Research Project Agency (DARPA).
That sentence is required by the license of PMD: https://github.com/pmd/pmd/blob/main/LICENSE
<#list licenseMap as entry>

${entry.key}

<#list entry.value as project>
  ${project.groupId}:${project.artifactId}:${project.version}
    ${project.name}<#if project.url??>, ${project.url}</#if>
</#list>
</#list>
