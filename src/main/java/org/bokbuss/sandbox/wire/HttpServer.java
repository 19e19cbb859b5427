package org.bokbuss.sandbox.wire;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A small HTTP/1.1 server that leaves the wire in reach: a thread a connection, no framework. */
public final class HttpServer implements AutoCloseable {

    /** Answers one request over the wire. */
    public interface Handler {
        /** Returns whether the connection can carry another request. */
        boolean handle(Request request, Delivery delivery) throws IOException;
    }

    private final ServerSocket socket;
    private final Handler handler;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        var thread = new Thread(task, "sandbox");
        thread.setDaemon(true);
        return thread;
    });

    /** @param host the address to listen at: loopback, or one that other machines reach */
    public HttpServer(InetAddress host, int port, Handler handler) {
        this.handler = handler;
        try {
            socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port), 200);
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox can't have port " + port, e);
        }
        threads.execute(this::accept);
    }

    public int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                var client = socket.accept();
                client.setTcpNoDelay(true);
                open.add(client);
                threads.execute(() -> serve(client));
            } catch (IOException closed) {
                // closing ends the loop; a client that left before it was met is no loss
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            var in = new BufferedInputStream(client.getInputStream());
            var delivery = new Delivery(client, new BufferedOutputStream(client.getOutputStream(), 64 * 1024));
            for (var request = RequestReader.read(in);
                    request.isPresent() && handler.handle(request.get(), delivery);
                    request = RequestReader.read(in)) {
                // the next request on the same connection
            }
        } catch (IOException clientLeft) {
            // clients may leave when they like
        } finally {
            open.remove(client);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
            for (var client : open) {
                client.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            threads.shutdownNow();
        }
    }
}
