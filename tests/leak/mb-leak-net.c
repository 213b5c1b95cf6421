#include "mb-leak-net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <net/route.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gio/gio.h>

#define NEAR "leak0"
#define FAR "leak1"
#define NEAR_ADDRESS "10.77.0.1"
#define FAR_ADDRESS "10.77.0.2"

static gboolean
fail (GError **error, const char *what)
{
  int code = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s: %s", what, g_strerror (code));

  return FALSE;
}

static struct rtattr *
put_attribute (struct nlmsghdr *head, unsigned short type, const void *data, gsize n_bytes)
{
  struct rtattr *attribute = (void *) ((char *) head + NLMSG_ALIGN (head->nlmsg_len));

  attribute->rta_type = type;
  attribute->rta_len = (unsigned short) RTA_LENGTH (n_bytes);
  if (n_bytes > 0)
    memcpy (RTA_DATA (attribute), data, n_bytes);
  head->nlmsg_len = (guint32) (NLMSG_ALIGN (head->nlmsg_len) + RTA_ALIGN (attribute->rta_len));

  return attribute;
}

static void
close_attribute (struct nlmsghdr *head, struct rtattr *attribute)
{
  attribute->rta_len =
    (unsigned short) ((char *) head + NLMSG_ALIGN (head->nlmsg_len) - (char *) attribute);
}

static gboolean
make_pair (GError **error)
{
  struct {
    struct nlmsghdr head;
    struct ifinfomsg info;
    char room[512];
  } request = {{0}};
  struct {
    struct nlmsghdr head;
    struct nlmsgerr error;
    char room[1024];
  } reply = {{0}};
  struct ifinfomsg peer = {0};
  struct rtattr *link, *data, *other;
  int fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

  request.head.nlmsg_len = NLMSG_LENGTH (sizeof request.info);
  request.head.nlmsg_type = RTM_NEWLINK;
  request.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK;
  put_attribute (&request.head, IFLA_IFNAME, NEAR, sizeof NEAR);
  link = put_attribute (&request.head, IFLA_LINKINFO, NULL, 0);
  put_attribute (&request.head, IFLA_INFO_KIND, "veth", 5);
  data = put_attribute (&request.head, IFLA_INFO_DATA, NULL, 0);
  other = put_attribute (&request.head, VETH_INFO_PEER, &peer, sizeof peer);
  put_attribute (&request.head, IFLA_IFNAME, FAR, sizeof FAR);
  close_attribute (&request.head, other);
  close_attribute (&request.head, data);
  close_attribute (&request.head, link);

  if (fd < 0 || send (fd, &request, request.head.nlmsg_len, 0) < 0 ||
      recv (fd, &reply, sizeof reply, 0) < (gssize) sizeof reply.head)
    return fail (error, "asking for a pair of devices");
  close (fd);
  errno = reply.head.nlmsg_type == NLMSG_ERROR ? -reply.error.error : 0;

  return errno == 0 || fail (error, "making a pair of devices");
}

static gboolean
bring_up (int fd, const char *device, const char *address, GError **error)
{
  struct ifreq request = {0};
  struct sockaddr_in *in = (struct sockaddr_in *) (gpointer) &request.ifr_addr;

  g_strlcpy (request.ifr_name, device, sizeof request.ifr_name);
  in->sin_family = AF_INET;
  inet_pton (AF_INET, address, &in->sin_addr);
  if (ioctl (fd, SIOCSIFADDR, &request) < 0)
    return fail (error, "giving a device its address");
  inet_pton (AF_INET, g_str_equal (device, "lo") ? "255.0.0.0" : "255.255.255.0", &in->sin_addr);
  if (ioctl (fd, SIOCSIFNETMASK, &request) < 0)
    return fail (error, "giving a device its mask");
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  if (ioctl (fd, SIOCSIFFLAGS, &request) < 0)
    return fail (error, "switching a device on");

  return TRUE;
}

static gboolean
add_default_route (int fd, GError **error)
{
  struct rtentry route = {0};
  struct sockaddr_in *gateway = (struct sockaddr_in *) (gpointer) &route.rt_gateway;

  route.rt_dst.sa_family = AF_INET;
  route.rt_genmask.sa_family = AF_INET;
  gateway->sin_family = AF_INET;
  inet_pton (AF_INET, FAR_ADDRESS, &gateway->sin_addr);
  route.rt_flags = RTF_UP | RTF_GATEWAY;

  return ioctl (fd, SIOCADDRT, &route) == 0 || fail (error, "adding a default route");
}

static gboolean
ask_ourselves_for_names (GError **error)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("leak-resolv-XXXXXX", &path, error);

  if (fd < 0)
    return FALSE;
  close (fd);

  return g_file_set_contents (path, "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n", -1,
                              error) &&
         (mount (path, "/etc/resolv.conf", NULL, MS_BIND, NULL) == 0 ||
          fail (error, "putting our resolv.conf in place"));
}

static gboolean
map_ourselves (uid_t uid, gid_t gid, GError **error)
{
  g_autofree char *uids = g_strdup_printf ("0 %u 1", uid);
  g_autofree char *gids = g_strdup_printf ("0 %u 1", gid);

  return g_file_set_contents_full ("/proc/self/setgroups", "deny", -1, G_FILE_SET_CONTENTS_NONE,
                                   0600, error) &&
         g_file_set_contents_full ("/proc/self/uid_map", uids, -1, G_FILE_SET_CONTENTS_NONE, 0600,
                                   error) &&
         g_file_set_contents_full ("/proc/self/gid_map", gids, -1, G_FILE_SET_CONTENTS_NONE, 0600,
                                   error);
}

/* Moves this process, before it has threads, into a network with a way out that ends here. */
gboolean
leak_net_enter (GError **error)
{
  uid_t uid = getuid ();
  gid_t gid = getgid ();
  int fd;
  gboolean done;

  if (unshare (CLONE_NEWNET | CLONE_NEWNS | (uid == 0 ? 0 : CLONE_NEWUSER)) < 0)
    return fail (error, "entering a network of our own");
  if (uid != 0 && !map_ourselves (uid, gid, error))
    return FALSE;
  if (mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
    return fail (error, "keeping our mounts to ourselves");

  fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  done = fd >= 0 && bring_up (fd, "lo", "127.0.0.1", error) && make_pair (error) &&
         bring_up (fd, NEAR, NEAR_ADDRESS, error) && bring_up (fd, FAR, FAR_ADDRESS, error) &&
         add_default_route (fd, error) && ask_ourselves_for_names (error);
  if (fd >= 0)
    close (fd);

  return done;
}
