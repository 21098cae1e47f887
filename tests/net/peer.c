/* peer.c - the other side of an HTTP exchange, saying exactly the bytes a test wants. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/net/peer.h"

#include <arpa/inet.h>
#include <assert.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { REQUEST_MAX = 256 * 1024, HEARD_MAX = 1024 * 1024 };

struct line {
	int fd;
	SSL *ssl; /* NULL: plain */
};

static ssize_t hear(const struct line *l, char *to, size_t len)
{
	return l->ssl ? SSL_read(l->ssl, to, (int)len) : read(l->fd, to, len);
}

static void say(const struct line *l, const char *bytes)
{
	size_t len = strlen(bytes);

	if (l->ssl)
		(void)SSL_write(l->ssl, bytes, (int)len);
	else
		(void)!write(l->fd, bytes, len); /* the other side may have gone */
}

/* hear_request() - up to the end of its body; false if the connection ended. */
static bool hear_request(const struct line *l, int heard_fd)
{
	static char text[REQUEST_MAX];
	size_t len = 0, want = 0;

	for (;;) {
		ssize_t n = hear(l, text + len, sizeof text - 1 - len);
		if (n <= 0)
			return false;
		len += (size_t)n;
		text[len] = 0;
		char *end = strstr(text, "\r\n\r\n"), *length = strstr(text, "Content-Length: ");
		if (end && !want)
			want = (size_t)(end + 4 - text) +
			       (length ? strtoul(length + 16, NULL, 10) : 0);
		if (want && len >= want)
			break;
	}
	(void)!write(heard_fd, text, len);
	return true;
}

/* serve() - replies down one connection; returns the next reply. */
static const struct peer_reply *serve(const struct line *l, const struct peer_reply *r,
				      int heard_fd)
{
	char byte;

	while (r->bytes && hear_request(l, heard_fd)) {
		if (r->end != PEER_MUTE)
			say(l, r->bytes);
		if (r->end == PEER_HOLD || r->end == PEER_MUTE)
			while (hear(l, &byte, 1) > 0)
				continue;
		if ((r++)->end != PEER_KEEP)
			break;
	}
	return r;
}

/* certificate() - a fresh self-signed one for 127.0.0.1 or another name, also into @file. */
static SSL_CTX *certificate(enum peer_speech speech, char file[64])
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *cert = X509_new();
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
	const char *name = speech == PEER_TLS ? "IP:127.0.0.1" : "DNS:anderswo.example";
	X509_EXTENSION *san = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, name);

	assert(key && cert && ctx && san);
	X509_set_version(cert, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(cert), 1);
	X509_gmtime_adj(X509_getm_notBefore(cert), -60);
	X509_gmtime_adj(X509_getm_notAfter(cert), 3600);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(cert), "CN", MBSTRING_ASC,
				   (const unsigned char *)"peer", -1, -1, 0);
	X509_set_issuer_name(cert, X509_get_subject_name(cert));
	X509_add_ext(cert, san, -1);
	X509_set_pubkey(cert, key);
	assert(X509_sign(cert, key, EVP_sha256()) > 0);
	strcpy(file, "/tmp/amtsbote-peer-XXXXXX");
	FILE *out = fdopen(mkstemp(file), "w");
	assert(out && PEM_write_X509(out, cert) == 1 && fclose(out) == 0);
	assert(SSL_CTX_use_certificate(ctx, cert) == 1 && SSL_CTX_use_PrivateKey(ctx, key) == 1);
	X509_EXTENSION_free(san);
	X509_free(cert);
	EVP_PKEY_free(key);
	return ctx;
}

static _Noreturn void live(int listening, const struct peer_reply *r, SSL_CTX *ctx, int heard_fd)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)signal(SIGPIPE, SIG_IGN);
	while (r->bytes) {
		struct line l = { .fd = accept(listening, NULL, NULL) };
		if (ctx) {
			l.ssl = SSL_new(ctx);
			SSL_set_fd(l.ssl, l.fd);
			if (SSL_accept(l.ssl) != 1) {
				SSL_free(l.ssl);
				(void)close(l.fd);
				continue;
			}
		}
		r = serve(&l, r, heard_fd);
		SSL_free(l.ssl);
		(void)close(l.fd);
	}
	_exit(0);
}

struct peer peer_start(const struct peer_reply *replies, enum peer_speech speech)
{
	struct peer p = { 0 };
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof at;
	int heard[2], listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert(pipe(heard) == 0 && bind(listening, (struct sockaddr *)&at, len) == 0);
	assert(listen(listening, 8) == 0);
	assert(getsockname(listening, (struct sockaddr *)&at, &len) == 0);
	SSL_CTX *ctx = speech == PEER_PLAIN ? NULL : certificate(speech, p.ca_file);
	p.port = ntohs(at.sin_port);
	p.pid = fork();
	if (p.pid == 0)
		live(listening, replies, ctx, heard[1]);
	SSL_CTX_free(ctx);
	(void)close(listening);
	(void)close(heard[1]);
	p.heard_fd = heard[0];
	return p;
}

char *peer_end(struct peer *p)
{
	char *heard = calloc(HEARD_MAX + 1, 1);
	size_t len = 0;
	ssize_t n;

	(void)kill(p->pid, SIGKILL);
	(void)waitpid(p->pid, NULL, 0);
	while ((n = read(p->heard_fd, heard + len, HEARD_MAX - len)) > 0)
		len += (size_t)n;
	(void)close(p->heard_fd);
	if (*p->ca_file)
		(void)unlink(p->ca_file);
	return heard;
}
