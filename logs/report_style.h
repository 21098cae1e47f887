/* report_style.h - what is the same in every report: begin, style sheet, language switch. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* The policy forbids everything but the style below: no script, picture, font or address. */
#define REPORT_BEGIN \
	"<!DOCTYPE html>\n<html lang=\"de\">\n<head>\n<meta charset=\"utf-8\">\n" \
	"<meta http-equiv=\"Content-Security-Policy\" " \
	"content=\"default-src 'none'; style-src 'unsafe-inline'\">\n" \
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" \
	"<meta name=\"referrer\" content=\"no-referrer\">\n"

/* Two radio buttons in front of the page: the style hides what is in the other language. */
#define REPORT_SWITCH \
	"<input type=\"radio\" name=\"language\" id=\"language-de\" checked>" \
	"<label for=\"language-de\" lang=\"de\">Deutsch</label>\n" \
	"<input type=\"radio\" name=\"language\" id=\"language-en\">" \
	"<label for=\"language-en\" lang=\"en\">English</label>\n"

/* Colours: every text has a contrast of 7:1 or more on its ground (WCAG AAA). */
#define REPORT_STYLE \
	"body{margin:0 auto;max-width:64rem;padding:1rem;color:#1a1a1a;background:#fff;" \
	"font:1rem/1.45 system-ui,sans-serif}\n" \
	"#language-de:checked~main [lang=en],#language-en:checked~main [lang=de]" \
	"{display:none}\n" \
	"label{margin:0 1rem 0 .25rem}\n" \
	"input:focus-visible,summary:focus-visible{outline:3px solid #0b3d91;" \
	"outline-offset:2px}\n" \
	"header{margin:1rem 0;padding:.75rem 1rem;border-left:.5rem solid}\n" \
	".good{color:#0f4a14;background:#eaf6eb}\n" \
	".waits{color:#5c3300;background:#fff4e0}\n" \
	".bad{color:#7a0010;background:#fdeced}\n" \
	"h1{margin:0;font-size:1.5rem;overflow-wrap:anywhere}\n" \
	"h2{margin:2rem 0 .5rem;font-size:1.2rem}\n" \
	".state{margin:.25rem 0 0;font-size:1.2rem;font-weight:600}\n" \
	".verdict{padding:.5rem .75rem}\n" \
	"table{width:100%;border-collapse:collapse;margin:0 0 1rem}\n" \
	"th,td{padding:.3rem .5rem;border-bottom:1px solid #767676;text-align:left;" \
	"vertical-align:top;overflow-wrap:break-word}\n" \
	".pairs td,.what{overflow-wrap:anywhere}\n" \
	"thead th{background:#f0f0f0}\n" \
	".pairs th{width:30%;font-weight:600}\n" \
	".mark{white-space:nowrap}\n" \
	".time{width:6.5em}\n" \
	".took{float:right;font-variant-numeric:tabular-nums}\n" \
	".number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\n" \
	"tr.failed td{color:#7a0010;background:#fdeced;font-weight:600}\n" \
	".masked{letter-spacing:.1em;white-space:nowrap}\n" \
	"code,pre{font:.85rem/1.4 ui-monospace,monospace;overflow-wrap:anywhere}\n" \
	"pre{white-space:pre-wrap}\n" \
	"summary{cursor:pointer}\n" \
	"footer{margin-top:2rem;border-top:1px solid #767676}\n" \
	"@media(max-width:40rem){body{padding:.5rem}th,td{padding:.25rem;font-size:.9rem}" \
	".pairs th{width:40%}.took{display:block;float:none}}\n" \
	"@media print{body{max-width:none;padding:0;font-size:10pt}input,label{display:none}" \
	"tr,header{break-inside:avoid}h2{break-after:avoid}thead{display:table-header-group}}\n"
