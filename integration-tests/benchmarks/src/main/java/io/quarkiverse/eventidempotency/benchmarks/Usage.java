package io.quarkiverse.eventidempotency.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

import io.lettuce.core.api.sync.RedisCommands;

/**
 * What had been used at a moment.
 *
 * @param clientNanos CPU time of this process, with its compiler and garbage collector
 * @param threadNanos CPU time of each thread
 * @param serverNanos CPU time of Redis
 */
record Usage(long clientNanos, Map<Long, Long> threadNanos, long serverNanos) {

    private static final OperatingSystemMXBean PROCESS = (OperatingSystemMXBean) ManagementFactory
            .getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static Usage now(RedisCommands<String, String> server) {
        String info = server.info("cpu");
        long[] ids = THREADS.getAllThreadIds();
        long[] nanos = THREADS.getThreadCpuTime(ids);
        Map<Long, Long> threads = new HashMap<>();
        for (int i = 0; i < ids.length; i++) {
            threads.put(ids[i], nanos[i]);
        }
        return new Usage(PROCESS.getProcessCpuTime(), threads,
                (long) ((number(info, "used_cpu_user") + number(info, "used_cpu_sys")) * 1e9));
    }

    private static double number(String info, String name) {
        Matcher line = Pattern.compile(name + ":([0-9.]+)").matcher(info);
        return line.find() ? Double.parseDouble(line.group(1)) : Double.NaN;
    }

    /** {@return the CPU time since then of the thread that used most} */
    long busiestThreadNanos(Usage before) {
        long most = 0;
        for (Map.Entry<Long, Long> thread : threadNanos.entrySet()) {
            most = Math.max(most, thread.getValue() - before.threadNanos.getOrDefault(thread.getKey(), 0L));
        }
        return most;
    }
}
