#include "mb-hostile.h"

#define AT(way) "http://" way ".leak.example/"

const char *const hostile_ways[] = {
  "<img src='" AT ("img") "a.png'>",
  "<img srcset='" AT ("srcset") "a.png 1x, " AT ("srcset") "b.png 2x'>",
  "<picture><source srcset='" AT ("source") "a.png'><img alt=''></picture>",
  "<div style='width:9px;height:9px;background-image:url(" AT ("css-url") "a.png)'>.</div>",
  "<style>@font-face{font-family:Leak;src:url(" AT (
    "font") "a.woff)}"
            ".leak{font-family:Leak}</style><p class='leak'>font</p>",
  "<table background='" AT ("background") "a.png'><tr><td>.</td></tr></table>",
  "<video poster='" AT ("poster") "a.png' width='9' height='9'></video>",
  "<video src='" AT ("video") "a.mp4' preload='auto' autoplay muted></video>",
  "<audio src='" AT ("audio") "a.mp3' preload='auto' autoplay></audio>",
  "<video src='" AT ("track-video") "a.mp4' preload='auto'>"
                                    "<track default kind='subtitles' src='" AT (
                                      "track") "a.vtt'></video>",
  "<iframe src='" AT ("iframe") "'></iframe>",
  "<object data='" AT ("object") "a.html' type='text/html'></object>",
  "<embed src='" AT ("embed") "a.html' type='text/html'>",
  "<svg width='9' height='9'><image href='" AT ("svg-image") "a.png' width='9' height='9'/></svg>",
  "<svg><use href='" AT ("svg-use") "a.svg#x'/></svg>",
  "<script src='" AT ("script") "a.js'></script>",
  "<img src='x:' onerror=\"new Image ().src='" AT ("handler") "a.png'\">",
  "<link rel='icon' href='" AT ("favicon") "a.ico'>",
  "<link rel='stylesheet' href='" AT ("stylesheet") "a.css'>",
  "<link rel='preload' as='image' href='" AT ("preload") "a.png'>",
  "<link rel='prefetch' href='" AT ("prefetch") "a.html'>",
  "<link rel='preconnect' href='" AT ("preconnect") "'>",
  "<link rel='dns-prefetch' href='" AT ("dns-prefetch") "'>",
  "<iframe srcdoc=\"<meta http-equiv='refresh' content='0;url=" AT ("refresh") "'>\"></iframe>",
  "<iframe srcdoc=\"<base href='" AT ("base") "'><img src='a.png'>\"></iframe>",
  "<a id='leak-ping' href='#x' ping='" AT ("ping") "'>ping</a>",
  "<iframe name='leak-form'></iframe>"
  "<form id='leak-form' action='" AT ("form") "' target='leak-form'></form>",
  "<meta http-equiv='refresh' content='3600;url=" AT ("top-refresh") "'>",
};

guint
hostile_get_n_ways (void)
{
  return G_N_ELEMENTS (hostile_ways);
}

char *
hostile_make_markup (void)
{
  GString *all = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (hostile_ways); i++)
    g_string_append (all, hostile_ways[i]);

  return g_string_free_and_steal (all);
}

/* What only a script can try, one after the other, whatever fails. */
char *
hostile_make_script (void)
{
  static const char *const tries[] = {
    "fetch ('" AT ("fetch") "')",
    "navigator.sendBeacon ('" AT ("beacon") "', 'x')",
    "new WebSocket ('ws://socket.leak.example/')",
    "new EventSource ('" AT ("events") "')",
    "new Worker ('" AT ("worker") "a.js')",
    "new Image ().src = '" AT ("image") "a.png'",
    "const r = new XMLHttpRequest (); r.open ('GET', '" AT ("request") "'); r.send ()",
    "const c = new RTCPeerConnection ({iceServers: [{urls: 'stun:rtc.leak.example'}]});"
    " c.createDataChannel ('x'); c.createOffer ().then (o => c.setLocalDescription (o))",
    "import ('" AT ("import") "a.js')",
    "document.getElementById ('leak-ping').click ()",
    "document.getElementById ('leak-form').submit ()",
    "const l = document.createElement ('link'); l.rel = 'preconnect';"
    " l.href = '" AT ("made-link") "'; document.head.append (l)",
    "new FontFace ('Made', 'url(" AT ("made-font") "a.woff)').load ()",
    "window.open ('" AT ("window") "')",
  };
  GString *all = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tries); i++)
    g_string_append_printf (all, "try { %s } catch (e) {}\n", tries[i]);

  return g_string_free_and_steal (all);
}
