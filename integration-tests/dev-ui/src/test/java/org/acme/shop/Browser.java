package org.acme.shop;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;

/** A browser that notes what pages complain about, and what they ask of other hosts. */
final class Browser implements AutoCloseable {

    private static final List<String> ARGUMENTS = List.of("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
            "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync");

    private static final String MISSING = "The pages of the Dev UI are not looked at: there is no chromium on the PATH";

    final List<String> complaints = new CopyOnWriteArrayList<>();
    final List<String> elsewhere = new CopyOnWriteArrayList<>();
    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;

    /** Opens the browser of this machine. A test without one is skipped, and says so. */
    Browser() {
        Path executable = executable().orElse(null);
        if (executable == null) {
            System.out.println("Skipped: " + MISSING);
        }
        assumeTrue(executable != null, MISSING);
        PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
        playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        chromium = playwright.chromium()
                .launch(new BrowserType.LaunchOptions().setExecutablePath(executable).setArgs(ARGUMENTS));
    }

    private static Optional<Path> executable() {
        return Stream.of(System.getenv("PATH").split(":")).flatMap(directory -> Stream.of("chromium", "chromium-browser")
                .map(name -> Path.of(directory, name))).filter(Files::isExecutable).findFirst();
    }

    Page open(ColorScheme theme) {
        BrowserContext context = chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(1400, 800).setColorScheme(theme).setPermissions(List.of("clipboard-read", "clipboard-write")));
        context.setDefaultTimeout(20_000);
        context.setDefaultNavigationTimeout(60_000);
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            // scripts of pages have an address; the one without is what stands between a page and its server for a test
            boolean ofPage = !message.location().startsWith(":");
            if (ofPage && message.type().equals("error")) {
                complaints.add(message.text() + " [" + message.location() + "]");
            }
        });
        page.onPageError(complaints::add);
        page.onRequest(request -> {
            URI uri = URI.create(request.url().replaceFirst("^blob:", ""));
            if (uri.getHost() != null && !uri.getHost().equals("localhost")) {
                elsewhere.add(request.url());
            }
        });
        return page;
    }

    /** Without the Dev UI's own complaint that it finds no list of extensions to add, as offline. */
    static void picture(Page page, String name) {
        page.addStyleTag(new Page.AddStyleTagOptions().setContent("vaadin-notification-container { display: none; }"));
        String directory = System.getProperty("images.directory");
        try {
            Path file = Path.of(directory, name + ".png");
            Files.createDirectories(file.getParent());
            page.screenshot(new Page.ScreenshotOptions().setPath(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        chromium.close();
        playwright.close();
    }
}
