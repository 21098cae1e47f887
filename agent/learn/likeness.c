/* likeness.c - which letters fonts draw alike. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/learn/likeness.h"

#include <stddef.h>
#include <string.h>

/*
 * Letters that fonts draw alike, blanks between: measured, with all that are alike by a third one
 * (docs/decisions/036-learnt-fonts.md).
 */
static const char *const classes[] = {
	"I i l l̦ | Ì Í Î Ï ì ï Ĩ Ī Ĭ İ ı ĺ ļ ŀ Ɨ Ǐ ɨ ḯ ḷ Ỉ Ị ị",
	"U U̇ Ù Ú Û Ü Ũ Ū Ŭ Ű Ǔ Ǖ Ǘ Ǚ Ụ Ụ̄ Ụ̈",
	"A À Á Â Ã Ä Å Ā Ă Ǎ Ạ Ả Ậ Ặ",
	"0 O Ò Ó Ô Õ Ö Ō Ŏ Ő Ǒ Ȯ Ố Ồ",
	"e è é ê ë ē ē̍ ĕ ė ě ẻ ẽ ề",
	"E È É Ê Ë Ē Ĕ Ė Ě Ẹ Ẽ Ệ",
	"o ò õ ö ō ō̍ ŏ ő ǒ ȯ ố ồ",
	"u ù û ü ũ ū ŭ ű ǔ ǘ ǜ ủ",
	"Z Z̀ Z̄ Z̆ Z̈ Ź Ż Ž Ẑ Ẓ Ẕ",
	"S S̀ S̄ Ś Ŝ Ş Š Ș Ṡ Ṣ Ṣ̄",
	"t t̄ t̕ t̛ ţ ț ṫ ṭ ṭ̄ ṯ ẗ",
	"T T̀ T̄ T̈ T̕ T̛ Ț Ṫ Ṭ Ṭ̄",
	"y ý ÿ ÿ́ ȳ ẏ ỳ ỵ ỷ ỹ",
	"G G̀ Ĝ Ğ Ġ Ǥ Ǧ Ǵ Ḡ",
	"g g̀ ĝ ğ ġ ģ ǧ ǵ ḡ",
	"Y Ý Ŷ Ÿ Ȳ Ẏ Ỳ Ỵ Ỹ",
	"C C̀ C̄ C̆ C̈ Ć Ĉ Ċ Č",
	"a ã ä ā ă ǎ ȧ ạ ằ",
	"c c̀ c̄ c̆ c̈ ć ĉ ċ č",
	"R R̆ Ŕ Ŗ Ř Ȓ Ṙ Ṛ",
	"K K̂ K̄ K̇ K̦ Ķ Ḳ Ḳ̄",
	"n n̦ ņ ǹ ṅ ṇ ṉ",
	"N Ń Ņ Ǹ Ṅ Ṇ",
	"M M̂ M̆ M̐ Ṁ Ṃ",
	"á ả ấ ầ ắ ẳ",
	"k k̀ k̦ ķ ḱ ḳ",
	"' ʹ ʼ ʾ ʿ ˈ ’",
	"P P̀ P̄ Ṕ Ṗ",
	"L L̦ Ļ Ŀ Ḷ",
	"ĩ ī ī́ ĭ ǐ",
	"W Ẁ Ẃ Ẅ Ẇ",
	"H H̄ Ḣ Ḥ Ḧ",
	"ô ȫ ȭ ȱ ṓ",
	"h h̦ ḣ ḥ ḧ",
	"z̄ z̆ z̈ ź ž",
	"z z̀ ż ẓ ẕ",
	"F F̀ F̄ Ḟ",
	"j j́ į ĵ",
	"D Ḋ Ḍ Ḑ",
	"Ȫ Ȭ Ȱ Ỏ",
	"f f̀ f̄ ḟ",
	"r̆ ŕ ř ȓ",
	"r ŗ ṙ ṛ",
	"Ǫ Ọ Ọ̈ Ợ",
	"Ơ Ớ Ờ",
	"d đ ḋ",
	"N̂ N̄ N̆",
	"ş ș ṣ",
	"C̨̆ Ç Ç̆",
	"m ṁ ṃ",
	"w ẅ ẇ",
	"ś ŝ š",
	"k̄ k̇ ḳ̄",
	"m̂ m̆ m̐",
	"ḍ ḏ ḑ",
	", ; ˌ",
	"Ð Đ",
	"Ấ Ầ",
	"ớ ở",
	"ó ỏ",
	"í ỉ",
	"C̣ C̦",
	"c̣ c̦",
	"¨ ¯",
	"R̥ R̥̄",
	"ǝ ə",
	"Ĥ Ȟ",
	"p ṗ",
	"ĥ ȟ",
	"ȩ ẹ",
	"X Ẍ",
	"s ṡ",
	"x ẍ",
	"B Ḃ",
	"Ứ Ừ",
	"ḫ ẖ",
	"n̄ n̆",
	"J Į",
	"b ḃ",
	"â ậ",
	"c̨̆ ç̆",
	"ẫ ẵ",
	"u̇ ú",
	"c̕ ƈ",
	"ừ ử",
	"Ẫ Ẵ",
	"l̥ l̥̄",
	"² ³",
	"ẁ ẃ",
	"° º",
	"ụ̄ ụ̈",
	"+ ÷",
	"K̕ K̛",
	"k̕ k̛",
	"- –",
};

/* is_among() - is @text one of the words of @class? */
static bool is_among(const char *class, const char *text)
{
	const size_t len = strlen(text);

	for (const char *at = class; *at; at += strcspn(at, " "), at += *at == ' ')
		if (strcspn(at, " ") == len && memcmp(at, text, len) == 0)
			return true;
	return false;
}

bool likeness_holds(const char *a, const char *b)
{
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
		if (is_among(classes[i], a) && is_among(classes[i], b))
			return true;
	return false;
}
