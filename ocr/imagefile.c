/* imagefile.c - pictures from files: PNG, JPEG and TIFF, whole or not at all. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/imagefile.h"

#include <leptonica/allheaders.h>
#include "base/cleanup.h"
#include "base/file.h"
#include "base/mem.h"

/* PASSES_MAX: programs write a progressive JPEG in about ten; each costs as much as a picture. */
enum { PASSES_MAX = 100 };

static void pix_free(PIX **pix)
{
	pixDestroy(pix);
}

static const char *format_name(int format)
{
	return format == IFF_PNG ? "PNG" : format == IFF_JFIF_JPEG ? "JPEG" : "TIFF";
}

static bool is_tiff(int format)
{
	return format == IFF_TIFF || (format >= IFF_TIFF_PACKBITS && format <= IFF_TIFF_ZIP) ||
	       format == IFF_TIFF_JPEG;
}

/* check_header() - is it a picture that may be decoded? */
static bool check_header(const l_uint8 *data, size_t len, int *ret_format, struct err *e)
{
	l_int32 format = IFF_UNKNOWN, again = IFF_UNKNOWN, w = 0, h = 0, bits = 0, samples = 0;

	/* Leptonica looks at the first twelve bytes without asking how many there are. */
	if (len < 12 || findFileFormatBuffer(data, &format) != 0 ||
	    (format != IFF_PNG && format != IFF_JFIF_JPEG && !is_tiff(format)))
		return err_set(e, ERR_SYNTAX, "neither PNG nor JPEG nor TIFF (%zu bytes)", len);
	if (pixReadHeaderMem(data, len, &again, &w, &h, &bits, &samples, NULL) != 0)
		return err_set(e, ERR_SYNTAX, "%s: the header is damaged or cut off",
			       format_name(format));
	if (w < 1 || h < 1)
		return err_set(e, ERR_SYNTAX, "%s: a picture of %d x %d px", format_name(format), w,
			       h);
	if (w > IMG_SIDE_MAX || h > IMG_SIDE_MAX || (int64_t)w * (int64_t)h > IMAGEFILE_PIXELS_MAX)
		return err_set(e, ERR_LIMIT, "%s: %d x %d px, at most %d pixels are read",
			       format_name(format), w, h, IMAGEFILE_PIXELS_MAX);
	if (bits > 8)
		return err_set(e, ERR_UNSUPPORTED, "%s: %d bits a channel, possible are up to 8",
			       format_name(format), bits);
	*ret_format = format;
	return true;
}

/* passes() - how often a JPEG begins a scan; a small file may ask for thousands. */
static size_t passes(const l_uint8 *data, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i + 1 < len; i++)
		n += data[i] == 0xff && data[i + 1] == 0xda;
	return n;
}

static PIX *decode(const l_uint8 *data, size_t len, int format)
{
	l_int32 warnings = 0;

	if (format == IFF_PNG)
		return pixReadMemPng(data, len);
	if (format != IFF_JFIF_JPEG)
		return pixReadMemTiff(data, len, 0);
	PIX *pix = pixReadMemJpeg(data, len, 0, 1, &warnings, 0);
	if (warnings != 0)
		pixDestroy(&pix);
	return pix;
}

/* is_solid() - no pixel shines through. */
static bool is_solid(PIX *pix)
{
	l_uint32 *px = pixGetData(pix);
	size_t n = (size_t)pixGetWidth(pix) * (size_t)pixGetHeight(pix);

	if (pixGetDepth(pix) != 32 || pixGetSpp(pix) != 4)
		return true;
	for (size_t i = 0; i < n; i++)
		if ((px[i] & 255) != 255)
			return false;
	return true;
}

bool imagefile_decode(const void *data, size_t len, struct img **ret_img, struct err *e)
{
	int format = IFF_UNKNOWN;

	/* Leptonica prints to stderr, which is the journal's. */
	(void)setMsgSeverity(L_SEVERITY_NONE);
	if (!check_header(data, len, &format, e))
		return false;
	if (format == IFF_JFIF_JPEG && passes(data, len) > PASSES_MAX)
		return err_set(e, ERR_LIMIT, "JPEG: more than %d passes", PASSES_MAX);
	CLEANUP(pix_free) PIX *raw = decode(data, len, format);
	if (!raw)
		return err_set(e, ERR_SYNTAX, "%s: damaged or cut off", format_name(format));
	if (!is_solid(raw))
		return err_set(e, ERR_UNSUPPORTED, "%s: some pixels shine through",
			       format_name(format));
	CLEANUP(pix_free) PIX *pix = pixConvertTo32(raw);
	if (!pix)
		return err_set(e, ERR_UNSUPPORTED, "%s: pixels of %d bits", format_name(format),
			       pixGetDepth(raw));
	CLEANUP(img_unrefp) struct img *img = img_new(pixGetWidth(pix), pixGetHeight(pix));
	size_t n = (size_t)img->width_px * (size_t)img->height_px;
	const l_uint32 *px = pixGetData(pix);
	for (size_t i = 0; i < n; i++)
		img->px[i] = px[i] >> 8; /* red is the highest byte there */
	*ret_img = TAKE(img);
	return true;
}

bool imagefile_read(const char *path, struct img **ret_img, struct err *e)
{
	CLEANUP(mem_freep) char *data = NULL;
	size_t len = 0;

	if (!file_read(path, IMAGEFILE_BYTES_MAX, &data, &len, e))
		return false;
	if (!imagefile_decode(data, len, ret_img, e))
		return err_wrap(e, "picture '%s'", path);
	return true;
}
