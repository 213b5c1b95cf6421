#include "mb-messages.h"

#include "mb-destination.h"
#include "mb-picture.h"
#include "mb-review-state.h"
#include "mb-store.h"

#include <glib/gi18n-lib.h>

#include <string.h>

/* One line an error: what happened, what it means for the text and what to do, and the button. */
typedef struct {
  GQuark (*domain) (void);
  int code;
  MbWayOut way_out;
  const char *sentence;
} Line;

static const Line lines[] = {
  /* Publishing */
  {mb_publish_error_quark, MB_PUBLISH_ERROR_FAILED, MB_WAY_OUT_RETRY,
   N_ ("The article was not published. Nothing went online; your text is kept here.")},
  {mb_publish_error_quark, MB_PUBLISH_ERROR_OFFLINE, MB_WAY_OUT_NONE,
   N_ ("The site cannot be reached. The article will leave by itself.")},
  {mb_publish_error_quark, MB_PUBLISH_ERROR_UNKNOWN, MB_WAY_OUT_LOOK,
   N_ ("The article was sent, but the site has not confirmed it. Marbre looks whether it is there "
       "before sending "
       "anything again.")},
  {mb_publish_error_quark, MB_PUBLISH_ERROR_AUTH, MB_WAY_OUT_RECONNECT,
   N_ ("The site no longer accepts Marbre’s access. Nothing went online; your text is kept here.")},
  {mb_publish_error_quark, MB_PUBLISH_ERROR_RIGHT, MB_WAY_OUT_AS_DRAFT,
   N_ ("Your account may not publish here.")},
  {mb_publish_error_quark, MB_PUBLISH_ERROR_INVALID, MB_WAY_OUT_CORRECT,
   N_ ("The site refused part of the article. Nothing went online; your text is kept here.")},
  {mb_publish_error_quark, MB_PUBLISH_ERROR_CONFLICT, MB_WAY_OUT_COMPARE,
   N_ ("The article has changed on the site. Nothing was overwritten.")},
  {mb_publish_error_quark, MB_PUBLISH_ERROR_GONE, MB_WAY_OUT_AS_NEW,
   N_ ("The article is no longer on the site. Your text is kept here.")},
  {mb_publish_error_quark, MB_PUBLISH_ERROR_BUSY, MB_WAY_OUT_RETRY,
   N_ ("The site is busy. Marbre tries again by itself.")},
  {mb_publish_error_quark, MB_PUBLISH_ERROR_MOVED, MB_WAY_OUT_RECONNECT,
   N_ ("The site’s address has changed. Connect it again; your text is kept here.")},
  {mb_publish_error_quark, MB_PUBLISH_ERROR_TLS, MB_WAY_OUT_RETRY,
   N_ ("The site’s certificate is not valid, so nothing was sent to it. Tell the people who run "
       "the site.")},
  {mb_publish_error_quark, MB_PUBLISH_ERROR_CLOCK, MB_WAY_OUT_CLOCK,
   N_ ("This computer’s clock is wrong, so the site cannot be trusted. Set it, then try again.")},
  {mb_publish_error_quark, MB_PUBLISH_ERROR_PORTAL, MB_WAY_OUT_OPEN_BROWSER,
   N_ ("Something else answers in the site’s place: the network probably asks for a login in the "
       "browser.")},
  {mb_publish_error_quark, MB_PUBLISH_ERROR_LOSS, MB_WAY_OUT_SEE,
   N_ ("The article is online, but the public page lacks part of it.")},
  {mb_publish_error_quark, MB_PUBLISH_ERROR_NOT_READY, MB_WAY_OUT_CORRECT,
   N_ ("Something must be completed before the article can be published.")},
  {mb_publish_error_quark, MB_PUBLISH_ERROR_NO_SECRET, MB_WAY_OUT_ASK_SECRET,
   N_ ("The keyring does not answer, or has no access for this site.")},
  {mb_publish_error_quark, MB_PUBLISH_ERROR_WAF, MB_WAY_OUT_RETRY,
   N_ ("A firewall in front of the site refused the article. Try again later, or show the details "
       "to the site’s host.")},
  {mb_publish_error_quark, MB_PUBLISH_ERROR_CANCELLED, MB_WAY_OUT_NONE,
   N_ ("Sending was stopped. Your text is kept here.")},
  {mb_publish_error_quark, MB_PUBLISH_ERROR_ADDRESS, MB_WAY_OUT_CORRECT,
   N_ ("This is not the address of a site that Marbre can publish to. It begins with https://.")},
  {mb_publish_error_quark, MB_PUBLISH_ERROR_TWICE, MB_WAY_OUT_NONE,
   N_ ("An article is already on its way to this site.")},
  {mb_publish_error_quark, MB_PUBLISH_ERROR_NOT_APPROVED, MB_WAY_OUT_NONE,
   N_ ("This text has not been approved. It can be published once an editor has approved it.")},
  {mb_publish_error_quark, MB_PUBLISH_ERROR_CLOSED, MB_WAY_OUT_SEE,
   N_ ("The site has taken the article, but shows its page only to people who have logged in. Look "
       "at it there.")},
  {mb_publish_error_quark, MB_PUBLISH_ERROR_MISSED, MB_WAY_OUT_SEE,
   N_ ("The hour has passed, and the site has not published the article. Publish it now, or look "
       "at it there.")},
  {mb_publish_error_quark, MB_PUBLISH_ERROR_TERMS, MB_WAY_OUT_NEW_TERMS,
   N_ ("The site does not know the section or a tag of this article. Let it be made there, or "
       "change the article.")},
  {mb_publish_error_quark, MB_PUBLISH_ERROR_ELSEWHERE, MB_WAY_OUT_CORRECT,
   N_ (
     "This address leads to another site, which did not get the access. Connect that one if it is "
     "yours.")},

  /* The review */
  {mb_review_error_quark, MB_REVIEW_ERROR_FAILED, MB_WAY_OUT_RETRY,
   N_ ("This could not be done. The article is as it was.")},
  {mb_review_error_quark, MB_REVIEW_ERROR_STATE, MB_WAY_OUT_NONE,
   N_ ("The article is not at that stage, or no longer. Look where it stands now.")},
  {mb_review_error_quark, MB_REVIEW_ERROR_EDITORS_ONLY, MB_WAY_OUT_NONE,
   N_ ("Only an editor can do this.")},
  {mb_review_error_quark, MB_REVIEW_ERROR_NOT_OWNER, MB_WAY_OUT_NONE,
   N_ ("This is somebody else’s article.")},
  {mb_review_error_quark, MB_REVIEW_ERROR_OWN_TEXT, MB_WAY_OUT_NONE,
   N_ ("Nobody reviews their own text: another editor has to do it.")},
  {mb_review_error_quark, MB_REVIEW_ERROR_CLAIMED, MB_WAY_OUT_NONE,
   N_ ("An editor is reviewing the article already.")},
  {mb_review_error_quark, MB_REVIEW_ERROR_NEEDS_REASON, MB_WAY_OUT_NONE,
   N_ ("Say why: the author reads it first.")},
  {mb_review_error_quark, MB_REVIEW_ERROR_NOT_APPROVED, MB_WAY_OUT_NONE,
   N_ ("This text has not been approved. It can be published once an editor has approved it.")},
  {mb_review_error_quark, MB_REVIEW_ERROR_STALE, MB_WAY_OUT_COMPARE,
   N_ ("The text has changed since you read it. Look at what is new, then decide.")},
  {mb_review_error_quark, MB_REVIEW_ERROR_NOBODY, MB_WAY_OUT_NONE,
   N_ ("Marbre does not know who you are. Choose your name first.")},
  {mb_review_error_quark, MB_REVIEW_ERROR_NO_COMMENT, MB_WAY_OUT_NONE,
   N_ ("The comment is no longer in the article.")},
  {mb_review_error_quark, MB_REVIEW_ERROR_EMPTY, MB_WAY_OUT_NONE,
   N_ ("A comment needs words, and words to be about.")},

  /* The store */
  {mb_store_error_quark, MB_STORE_ERROR_FAILED, MB_WAY_OUT_SAVE_COPY,
   N_ ("The text could not be saved here. It is kept in memory; save a copy elsewhere.")},
  {mb_store_error_quark, MB_STORE_ERROR_NOT_FOUND, MB_WAY_OUT_NONE,
   N_ ("There is no such article.")},
  {mb_store_error_quark, MB_STORE_ERROR_CONFLICT, MB_WAY_OUT_COMPARE,
   N_ ("The article was changed elsewhere meanwhile. Both versions are kept.")},
  {mb_store_error_quark, MB_STORE_ERROR_FULL, MB_WAY_OUT_SAVE_COPY,
   N_ ("The disk is full. The text is kept in memory: make room, or save a copy elsewhere.")},
  {mb_store_error_quark, MB_STORE_ERROR_READ_ONLY, MB_WAY_OUT_SAVE_COPY,
   N_ ("The articles can be read but not changed here: the folder or the disk is read-only, or "
       "another program has it.")},
  {mb_store_error_quark, MB_STORE_ERROR_IN_USE, MB_WAY_OUT_RETRY,
   N_ ("Another Marbre is writing to these articles. Close it, then try again.")},
  {mb_store_error_quark, MB_STORE_ERROR_DAMAGED, MB_WAY_OUT_SAVE_COPY,
   N_ ("The file of the articles is damaged. It was left as it is; nothing was overwritten.")},
  {mb_store_error_quark, MB_STORE_ERROR_NEWER, MB_WAY_OUT_NONE,
   N_ ("These articles were written by a newer version of Marbre. Nothing was changed; install "
       "that version.")},
  {mb_store_error_quark, MB_STORE_ERROR_IO, MB_WAY_OUT_SAVE_COPY,
   N_ (
     "The disk does not answer as it should. The text is kept in memory; save a copy elsewhere.")},
  {mb_store_error_quark, MB_STORE_ERROR_NETWORK_FS, MB_WAY_OUT_NONE,
   N_ ("The articles cannot be kept safely on a network drive. Choose a folder on this computer.")},

  /* The model */
  {mb_model_error_quark, MB_MODEL_ERROR_FORMAT, MB_WAY_OUT_CHOOSE_FILE,
   N_ ("This is not an article of Marbre, or it is damaged. It was left as it is.")},
  {mb_model_error_quark, MB_MODEL_ERROR_NEWER, MB_WAY_OUT_NONE,
   N_ ("This article was written by a newer version of Marbre. Nothing was changed; install that "
       "version.")},
  {mb_model_error_quark, MB_MODEL_ERROR_NOT_FOUND, MB_WAY_OUT_NONE,
   N_ ("The passage is no longer in the article.")},

  /* Import and export */
  {mb_formats_error_quark, MB_FORMATS_ERROR_FAILED, MB_WAY_OUT_CHOOSE_FILE,
   N_ ("The file could not be read. It was left as it is.")},
  {mb_formats_error_quark, MB_FORMATS_ERROR_UNKNOWN, MB_WAY_OUT_CHOOSE_FILE,
   N_ ("Marbre does not know this format. It reads pages copied from a site, text, Markdown, HTML "
       "and article files.")},
  {mb_formats_error_quark, MB_FORMATS_ERROR_TOO_LARGE, MB_WAY_OUT_CHOOSE_FILE,
   N_ ("The file is too large for an article. It was left as it is.")},
  {mb_formats_error_quark, MB_FORMATS_ERROR_EMPTY, MB_WAY_OUT_CHOOSE_FILE,
   N_ ("There is no text in the file.")},
  {mb_formats_error_quark, MB_FORMATS_ERROR_HELPER, MB_WAY_OUT_RETRY,
   N_ ("The reader for foreign files could not be started.")},
  {mb_formats_error_quark, MB_FORMATS_ERROR_LIMITS, MB_WAY_OUT_CHOOSE_FILE,
   N_ ("Reading the file took too much time or memory, so it was stopped. The file was left as it "
       "is.")},
  {mb_formats_error_quark, MB_FORMATS_ERROR_DAMAGED, MB_WAY_OUT_CHOOSE_FILE,
   N_ ("The article file is damaged or was changed on the way. Nothing was taken from it; ask for "
       "it again.")},
  {mb_formats_error_quark, MB_FORMATS_ERROR_NEWER, MB_WAY_OUT_NONE,
   N_ ("The article file was made by a newer version of Marbre. Nothing was changed; install that "
       "version.")},

  /* Pictures */
  {mb_media_error_quark, MB_MEDIA_ERROR_FAILED, MB_WAY_OUT_CHOOSE_FILE,
   N_ ("The picture could not be read.")},
  {mb_media_error_quark, MB_MEDIA_ERROR_FORMAT, MB_WAY_OUT_CHOOSE_FILE,
   N_ ("This is not a picture that Marbre reads: JPEG, PNG, WebP or GIF.")},
  {mb_media_error_quark, MB_MEDIA_ERROR_TOO_LARGE, MB_WAY_OUT_CHOOSE_FILE,
   N_ ("The picture is too large.")},
  {mb_media_error_quark, MB_MEDIA_ERROR_DAMAGED, MB_WAY_OUT_CHOOSE_FILE,
   N_ ("The picture is cut off or damaged.")},
  {mb_media_error_quark, MB_MEDIA_ERROR_SANDBOX, MB_WAY_OUT_NONE,
   N_ ("Pictures cannot be read safely on this computer, so none was read.")},

  /* Files */
  {g_io_error_quark, G_IO_ERROR_NOT_FOUND, MB_WAY_OUT_CHOOSE_FILE, N_ ("There is no such file.")},
  {g_io_error_quark, G_IO_ERROR_PERMISSION_DENIED, MB_WAY_OUT_CHOOSE_FILE,
   N_ ("Marbre may not open this file.")},
  {g_io_error_quark, G_IO_ERROR_IS_DIRECTORY, MB_WAY_OUT_CHOOSE_FILE,
   N_ ("This is a folder, not a file.")},
  {g_io_error_quark, G_IO_ERROR_NO_SPACE, MB_WAY_OUT_CHOOSE_FILE,
   N_ ("The disk is full. Nothing was written.")},
  {g_io_error_quark, G_IO_ERROR_READ_ONLY, MB_WAY_OUT_CHOOSE_FILE,
   N_ ("This place can only be read.")},
  {g_io_error_quark, G_IO_ERROR_EXISTS, MB_WAY_OUT_CHOOSE_FILE,
   N_ ("There is a file of this name already.")},
  {g_file_error_quark, G_FILE_ERROR_NOENT, MB_WAY_OUT_CHOOSE_FILE, N_ ("There is no such file.")},
  {g_file_error_quark, G_FILE_ERROR_ACCES, MB_WAY_OUT_CHOOSE_FILE,
   N_ ("Marbre may not open this file.")},
  {g_file_error_quark, G_FILE_ERROR_ISDIR, MB_WAY_OUT_CHOOSE_FILE,
   N_ ("This is a folder, not a file.")},
  {g_file_error_quark, G_FILE_ERROR_NOSPC, MB_WAY_OUT_CHOOSE_FILE,
   N_ ("The disk is full. Nothing was written.")},
};

static const char *const buttons[] = {
  [MB_WAY_OUT_NONE] = NULL,
  [MB_WAY_OUT_RETRY] = N_ ("Try again"),
  [MB_WAY_OUT_RECONNECT] = N_ ("Connect again…"),
  [MB_WAY_OUT_LOOK] = N_ ("Look now"),
  [MB_WAY_OUT_COMPARE] = N_ ("Compare…"),
  [MB_WAY_OUT_AS_DRAFT] = N_ ("Send as a draft"),
  [MB_WAY_OUT_NEW_TERMS] = N_ ("Create Them on the Site and Send"),
  [MB_WAY_OUT_AS_NEW] = N_ ("Publish as new…"),
  [MB_WAY_OUT_OPEN_BROWSER] = N_ ("Open the browser"),
  [MB_WAY_OUT_CLOCK] = N_ ("Clock settings"),
  [MB_WAY_OUT_CORRECT] = N_ ("Correct"),
  [MB_WAY_OUT_SEE] = N_ ("See"),
  [MB_WAY_OUT_ASK_SECRET] = N_ ("Enter the access…"),
  [MB_WAY_OUT_SAVE_COPY] = N_ ("Save a copy…"),
  [MB_WAY_OUT_CHOOSE_FILE] = N_ ("Choose another file…"),
};

static const Line *
find_line (const GError *error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++) {
    if (lines[i].domain () == error->domain && lines[i].code == error->code)
      return &lines[i];
  }

  return NULL;
}

/* The one error whose sentence says what the log says: a person has to see where they were led. */
static char *
say_elsewhere (const GError *error)
{
  const char *address = strrchr (error->message, ' ');

  if (error->domain != MB_PUBLISH_ERROR || error->code != MB_PUBLISH_ERROR_ELSEWHERE || !address ||
      !strstr (address, "://"))
    return NULL;

  /* Translators: %s is a web address. */
  return g_strdup_printf (_ ("This address leads to %s, which did not get the access. Connect that "
                             "one if it is yours."),
                          address + 1);
}

/* What is lacking has names, and only people know whether one of them is a slip. */
static char *
say_terms (const GError *error)
{
  if (error->domain != MB_PUBLISH_ERROR || error->code != MB_PUBLISH_ERROR_TERMS ||
      !*error->message)
    return NULL;

  /* Translators: %s is a list of sections and tags. */
  return g_strdup_printf (_ ("The site does not know: %s. Let it be made there, or change the "
                             "article."),
                          error->message);
}

/**
 * mb_message_for_error:
 * @error: what went wrong
 *
 * Says an error in a person's words: what happened, what it means for the text, what to do.
 *
 * Returns: (transfer full): one or two sentences
 */
char *
mb_message_for_error (const GError *error)
{
  g_autofree char *named = NULL;
  const Line *line;

  g_return_val_if_fail (error != NULL, NULL);

  named = say_elsewhere (error);
  if (!named)
    named = say_terms (error);
  if (named)
    return g_steal_pointer (&named);
  line = find_line (error);

  return g_strdup (line ? _ (line->sentence) : _ ("Something went wrong. Your text is kept here."));
}

/**
 * mb_message_details:
 * @error: what went wrong
 *
 * Says an error for the people who look after the machine: domain, code and the log's words. Holds
 * no article text and no secret.
 *
 * Returns: (transfer full): one line
 */
char *
mb_message_details (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  return g_strdup_printf ("%s %d: %s", g_quark_to_string (error->domain), error->code,
                          error->message);
}

/**
 * mb_message_find_way_out:
 * @error: what went wrong
 *
 * Which act helps.
 *
 * Returns: the way out
 */
MbWayOut
mb_message_find_way_out (const GError *error)
{
  const Line *line;

  g_return_val_if_fail (error != NULL, MB_WAY_OUT_NONE);

  line = find_line (error);

  return line ? line->way_out : MB_WAY_OUT_NONE;
}

/**
 * mb_message_way_out:
 * @error: what went wrong
 *
 * The verb for the button of the act that helps.
 *
 * Returns: (transfer full) (nullable): the button's word; `NULL` when there is nothing to press
 */
char *
mb_message_way_out (const GError *error)
{
  const char *button = buttons[mb_message_find_way_out (error)];

  return button ? g_strdup (_ (button)) : NULL;
}
