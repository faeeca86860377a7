package io.quarkiverse.eventidempotency.runtime.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;

/** A way to a server that holds back what is sent on its open connections, until it lets go of it; new ones are free. */
final class HoldingProxy implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;
    private final CountDownLatch letGo = new CountDownLatch(1);
    private volatile int accepted;
    private volatile int held;
    private volatile @Nullable String lost;

    HoldingProxy(int target) throws IOException {
        this.target = target;
        start(this::accept);
    }

    String uri() {
        return "redis://127.0.0.1:" + server.getLocalPort();
    }

    /** Holds back what is sent from now on on the connections there are. */
    void hold() {
        held = accepted;
    }

    /** Closes, once, a connection on which a text is sent, and does not forward it. */
    void lose(String text) {
        lost = text;
    }

    /** {@return whether what is to be lost is not lost yet} */
    boolean loses() {
        return lost != null;
    }

    void letGo() {
        letGo.countDown();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = server.accept();
            Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target);
            int number = ++accepted;
            start(() -> {
                copy(client.getInputStream(), upstream.getOutputStream(), number);
                upstream.close();
            });
            start(() -> {
                copy(upstream.getInputStream(), client.getOutputStream(), Integer.MAX_VALUE);
                client.close();
            });
        }
    }

    private void copy(InputStream in, OutputStream out, int number) throws IOException {
        byte[] buffer = new byte[8192];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            if (number <= held) {
                try {
                    letGo.await();
                } catch (InterruptedException e) {
                    return;
                }
            }
            String text = lost;
            if (text != null && new String(buffer, 0, read, StandardCharsets.ISO_8859_1).contains(text)) {
                lost = null;
                return;
            }
            out.write(buffer, 0, read);
            out.flush();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // one end is closed
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
