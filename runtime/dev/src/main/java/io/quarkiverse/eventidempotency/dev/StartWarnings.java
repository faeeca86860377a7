package io.quarkiverse.eventidempotency.dev;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;

/** Keeps what the build warned of, and what is logged at the start about configuration, channels and the store. */
public final class StartWarnings extends ExtHandler {

    private static final String LOGGER = "io.quarkiverse.eventidempotency";
    private static final Pattern CODE = Pattern.compile("(QEI\\d{5}): (.*)", Pattern.DOTALL);

    /** The end of the names of the loggers of the start; others log deliveries and outages. */
    private static final String START = ".start";

    /** One warning, with the code that it is logged with. */
    public record Warning(String code, String text) {
    }

    private final List<Warning> warnings = new ArrayList<>();

    /** @param ofBuild what the build warned of, each with its code */
    StartWarnings(List<String> ofBuild) {
        ofBuild.forEach(this::add);
    }

    @Override
    protected void doPublish(ExtLogRecord record) {
        String logger = record.getLoggerName();
        if (logger != null && logger.startsWith(LOGGER) && logger.endsWith(START)) {
            add(record.getFormattedMessage());
        }
    }

    private synchronized void add(String text) {
        Matcher warning = CODE.matcher(text);
        if (warning.matches()) {
            warnings.add(new Warning(warning.group(1), warning.group(2)));
        }
    }

    /** {@return what there was so far, the build's first} */
    synchronized List<Warning> all() {
        return List.copyOf(warnings);
    }
}
