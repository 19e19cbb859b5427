package org.bokbuss.fetch;

import java.net.Socket;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.KeyStoreParameters;

/**
 * Our own certificate, if there is one, for servers that ask for it. Which of them asked in vain is remembered: many just
 * close the connection then, and say no word of why.
 */
final class Identity extends X509ExtendedKeyManager {
    private final Optional<X509KeyManager> own;
    private final Map<String, List<String>> askedInVain = new ConcurrentHashMap<>();

    private Identity(Optional<X509KeyManager> own) {
        this.own = own;
    }

    static Identity none() {
        return new Identity(Optional.empty());
    }

    static Identity of(KeyStore store, String password)
            throws java.security.GeneralSecurityException, java.io.IOException {
        KeyStoreParameters stored = new KeyStoreParameters();
        stored.setKeyStore(store);
        KeyManagersParameters keys = new KeyManagersParameters();
        keys.setKeyStore(stored);
        keys.setKeyPassword(password);
        return new Identity(Stream.of(keys.createKeyManagers())
                .filter(X509KeyManager.class::isInstance)
                .map(X509KeyManager.class::cast)
                .findFirst());
    }

    boolean isKnown() {
        return own.isPresent();
    }

    /** The authorities whose certificate a host asked for, and got none; empty if it did not ask. */
    Optional<List<String>> wantedBy(String host, int port) {
        return Optional.ofNullable(askedInVain.get(host + ":" + port));
    }

    private String choose(String[] types, Principal[] issuers, SSLSession session) {
        String alias =
                own.map(keys -> keys.chooseClientAlias(types, issuers, null)).orElse(null);
        String host = session.getPeerHost() + ":" + session.getPeerPort();
        if (alias == null) {
            askedInVain.put(
                    host,
                    issuers == null
                            ? List.of()
                            : Stream.of(issuers).map(Principal::getName).toList());
        } else {
            askedInVain.remove(host);
        }
        return alias;
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
        return choose(types, issuers, ((SSLSocket) socket).getHandshakeSession());
    }

    @Override
    public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
        return choose(types, issuers, engine.getHandshakeSession());
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
        return own.map(keys -> keys.getClientAliases(type, issuers)).orElse(null);
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
        return null;
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return own.map(keys -> keys.getCertificateChain(alias)).orElse(null);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return own.map(keys -> keys.getPrivateKey(alias)).orElse(null);
    }
}
