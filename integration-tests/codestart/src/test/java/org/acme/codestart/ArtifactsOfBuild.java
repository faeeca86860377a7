package org.acme.codestart;

import java.nio.file.Files;
import java.nio.file.Path;

import org.acme.outside.OutsideBuild;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Lets the code generator of Quarkus find the artifacts of this build, which are not installed. */
class ArtifactsOfBuild implements BeforeAllCallback, AfterAllCallback {

    private static final String HEAD = "maven.repo.local";
    private static final String TAIL = "maven.repo.local.tail";

    private final String outer = System.getProperty(HEAD);
    private OutsideBuild build;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        build = OutsideBuild.in(Files.createTempDirectory(Path.of("target"), "artifacts").toAbsolutePath());
        System.setProperty(TAIL, build.tail());
        System.setProperty(HEAD, build.repository().toString());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        System.clearProperty(TAIL);
        System.setProperty(HEAD, outer);
    }

    OutsideBuild build() {
        return build;
    }
}
