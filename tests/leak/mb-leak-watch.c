#include "mb-leak-net.h"

#include <arpa/inet.h>
#include <net/ethernet.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <netpacket/packet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Who asks for a name or opens a connection in our network is written down: by a name server that
 * answers 127.0.0.1 to everything, by listeners on the web's ports, and by a look at every packet,
 * which also sees attempts at ports where nobody listens, such as the preview's dead proxy. */

#define FENCE "fence"
#define FENCE_ADDRESS "127.0.0.77"
#define FENCE_PORT 9

static GMutex mutex;
static GCond changed;
static GPtrArray *events;
static GHashTable *hosts;
static guint n_fences; /* how many of our own signs have come through */

static void
note (const char *kind, const char *what, gboolean is_host)
{
  g_mutex_lock (&mutex);
  if (g_str_equal (what, FENCE)) {
    n_fences++;
  } else {
    g_ptr_array_add (events, g_strdup_printf ("%s %s", kind, what));
    if (is_host)
      g_hash_table_add (hosts, g_strdup (what));
  }
  g_cond_broadcast (&changed);
  g_mutex_unlock (&mutex);
}

/* The name in a question; NULL when the packet is none. */
static char *
read_name (const guint8 *packet, gsize n_bytes, gsize *end)
{
  g_autoptr (GString) name = g_string_new (NULL);
  gsize at = 12;

  while (at < n_bytes && packet[at] != 0 && packet[at] < 64 && at + packet[at] < n_bytes) {
    if (name->len > 0)
      g_string_append_c (name, '.');
    g_string_append_len (name, (const char *) packet + at + 1, packet[at]);
    at += 1u + packet[at];
  }
  if (at + 5 > n_bytes)
    return NULL;
  *end = at + 5;

  return g_string_free_and_steal (g_steal_pointer (&name));
}

static gpointer
serve_names (gpointer data)
{
  static const guint8 answer[] = {0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4, 127, 0, 0, 1};
  int fd = GPOINTER_TO_INT (data);

  for (;;) {
    guint8 packet[1500];
    struct sockaddr_in from;
    socklen_t n_from = sizeof from;
    gssize n = recvfrom (fd, packet, 512, 0, (struct sockaddr *) &from, &n_from);
    g_autofree char *name = NULL;
    gboolean wants_ipv4;
    gsize end;

    if (n < 12 || !(name = read_name (packet, (gsize) n, &end)))
      continue;
    note ("name", name, TRUE);
    wants_ipv4 = packet[end - 3] == 1;
    packet[2] = 0x81;
    packet[3] = 0x80;
    memset (packet + 6, 0, 6);
    packet[7] = wants_ipv4;
    if (wants_ipv4)
      memcpy (packet + end, answer, sizeof answer);
    sendto (fd, packet, end + (wants_ipv4 ? sizeof answer : 0), 0, (struct sockaddr *) &from,
            n_from);
  }

  return NULL;
}

static gpointer
serve_web (gpointer data)
{
  int fd = GPOINTER_TO_INT (data);

  for (;;) {
    char bytes[2048];
    int client = accept (fd, NULL, NULL);
    gssize n = client >= 0 ? recv (client, bytes, sizeof bytes - 1, 0) : -1;
    const char *host = NULL;

    if (n > 0) {
      bytes[n] = 0;
      host = strstr (bytes, "\r\nHost: ");
      if (host) {
        g_autofree char *name = g_strndup (host + 8, strcspn (host + 8, "\r:"));

        note ("request to", name, TRUE);
      }
    }
    if (client >= 0)
      close (client);
  }

  return NULL;
}

static void
note_packet (guint8 protocol, const guint8 *payload, gsize n_bytes, const char *address)
{
  g_autofree char *what = NULL;

  if (protocol == IPPROTO_TCP && n_bytes >= sizeof (struct tcphdr)) {
    const struct tcphdr *tcp = (const void *) payload;

    if (!tcp->syn || tcp->ack)
      return;
    what = g_strdup_printf ("%s port %u", address, ntohs (tcp->dest));
    note ("connection to", what, FALSE);
  } else if (protocol == IPPROTO_UDP && n_bytes >= sizeof (struct udphdr)) {
    const struct udphdr *udp = (const void *) payload;

    if (ntohs (udp->source) == 53)
      return;
    what = g_strdup_printf ("%s port %u", address, ntohs (udp->dest));
    note ("datagram to", what, FALSE);
  } else if (protocol == IPPROTO_ICMP) {
    return; /* the kernel's own answers */
  } else {
    what = g_strdup_printf ("%s protocol %u", address, protocol);
    note ("packet to", what, FALSE);
  }
}

/* Of our own signs only the last counts here. */
static void
note_fence (guint8 protocol, const guint8 *payload, gsize n_bytes)
{
  const struct udphdr *udp = (const void *) payload;

  if (protocol == IPPROTO_UDP && n_bytes >= sizeof *udp && ntohs (udp->dest) == FENCE_PORT)
    note ("datagram to", FENCE, FALSE);
}

static gpointer
look_at_packets (gpointer data)
{
  int fd = GPOINTER_TO_INT (data);

  for (;;) {
    guint8 packet[2048] __attribute__ ((aligned (8)));
    struct sockaddr_ll from;
    socklen_t n_from = sizeof from;
    gssize n = recvfrom (fd, packet, sizeof packet, 0, (struct sockaddr *) &from, &n_from);
    char address[INET6_ADDRSTRLEN] = "";

    if (n < (gssize) sizeof (struct iphdr) || from.sll_pkttype != PACKET_OUTGOING)
      continue;
    if (ntohs (from.sll_protocol) == ETHERTYPE_IP) {
      const struct iphdr *ip = (const void *) packet;

      inet_ntop (AF_INET, &ip->daddr, address, sizeof address);
      if (ip->saddr == inet_addr (FENCE_ADDRESS))
        note_fence (ip->protocol, packet + ip->ihl * 4, (gsize) (n - ip->ihl * 4));
      else if (ip->ihl * 4 <= n)
        note_packet (ip->protocol, packet + ip->ihl * 4, (gsize) (n - ip->ihl * 4), address);
    } else if (ntohs (from.sll_protocol) == ETHERTYPE_IPV6 && n >= 40) {
      const struct ip6_hdr *ip = (const void *) packet;

      inet_ntop (AF_INET6, &ip->ip6_dst, address, sizeof address);
      if (ip->ip6_nxt == IPPROTO_TCP || ip->ip6_nxt == IPPROTO_UDP)
        note_packet (ip->ip6_nxt, packet + 40, (gsize) (n - 40), address);
    }
  }

  return NULL;
}

static int
open_port (int type, guint16 port)
{
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons (port)};
  int fd = socket (AF_INET, type | SOCK_CLOEXEC, 0);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  if (type == SOCK_STREAM)
    g_assert_cmpint (listen (fd, 64), ==, 0);

  return fd;
}

/* Starts watching; from here on the process has threads. */
void
leak_watch_start (void)
{
  int packets = socket (AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, htons (ETH_P_ALL));

  g_assert_cmpint (packets, >=, 0);
  events = g_ptr_array_new_with_free_func (g_free);
  hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_thread_new ("names", serve_names, GINT_TO_POINTER (open_port (SOCK_DGRAM, 53)));
  g_thread_new ("web", serve_web, GINT_TO_POINTER (open_port (SOCK_STREAM, 80)));
  g_thread_new ("tls", serve_web, GINT_TO_POINTER (open_port (SOCK_STREAM, 443)));
  g_thread_new ("packets", look_at_packets, GINT_TO_POINTER (packets));
}

void
leak_watch_clear (void)
{
  g_mutex_lock (&mutex);
  g_ptr_array_set_size (events, 0);
  g_hash_table_remove_all (hosts);
  g_mutex_unlock (&mutex);
}

static void
send_fence (int type, guint16 port, const void *data, gsize n_bytes)
{
  struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = inet_addr (FENCE_ADDRESS)};
  struct sockaddr_in to = {
    .sin_family = AF_INET, .sin_port = htons (port), .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
  int fd = socket (AF_INET, type | SOCK_CLOEXEC, 0);

  g_assert_cmpint (bind (fd, (struct sockaddr *) &from, sizeof from), ==, 0);
  g_assert_cmpint (connect (fd, (struct sockaddr *) &to, sizeof to), ==, 0);
  g_assert_cmpint (send (fd, data, n_bytes, 0), ==, (gssize) n_bytes);
  close (fd);
}

/* Waits until all that was sent before has been written down: what is sent now comes behind it in
 * each of the four queues. Nobody who could still be talking may be left. */
void
leak_watch_catch_up (void)
{
  static const char question[] = "\0\1\1\0\0\1\0\0\0\0\0\0\5" FENCE "\0\0\1\0\1";
  static const char request[] = "GET / HTTP/1.1\r\nHost: " FENCE "\r\n\r\n";

  g_mutex_lock (&mutex);
  n_fences = 0;
  g_mutex_unlock (&mutex);
  send_fence (SOCK_DGRAM, 53, question, sizeof question - 1);
  send_fence (SOCK_STREAM, 80, request, sizeof request - 1);
  send_fence (SOCK_STREAM, 443, request, sizeof request - 1);
  send_fence (SOCK_DGRAM, FENCE_PORT, FENCE, sizeof FENCE - 1);
  g_mutex_lock (&mutex);
  while (n_fences < 4)
    g_cond_wait (&changed, &mutex);
  g_mutex_unlock (&mutex);
}

guint
leak_watch_count (void)
{
  guint n;

  g_mutex_lock (&mutex);
  n = events->len;
  g_mutex_unlock (&mutex);

  return n;
}

guint
leak_watch_count_hosts (void)
{
  guint n;

  g_mutex_lock (&mutex);
  n = g_hash_table_size (hosts);
  g_mutex_unlock (&mutex);

  return n;
}

/* Waits until so much was seen; the suite's timeout ends a wait in vain. */
void
leak_watch_wait (guint n_hosts, guint n_events)
{
  g_mutex_lock (&mutex);
  while (g_hash_table_size (hosts) < n_hosts || events->len < n_events)
    g_cond_wait (&changed, &mutex);
  g_mutex_unlock (&mutex);
}

void
leak_watch_report (void)
{
  g_mutex_lock (&mutex);
  for (guint i = 0; i < events->len; i++)
    g_test_message ("%s", (const char *) g_ptr_array_index (events, i));
  g_mutex_unlock (&mutex);
}
