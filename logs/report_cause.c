/* report_cause.c - error codes in German. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/report_cause.h"

#include <assert.h>

static const char *const causes[] = {
	[ERR_NONE] = "kein Fehler",
	[ERR_IO] = "Ein- oder Ausgabe gescheitert",
	[ERR_LIMIT] = "eine Grenze wurde überschritten",
	[ERR_CONFIG] = "die Konfiguration ist nicht gültig",
	[ERR_DISPLAY] = "die Anzeige (X-Server) des Arbeitsplatzes versagte",
	[ERR_START] = "die Anwendung lässt sich nicht starten",
	[ERR_LOGIN] = "die Anmeldung wurde abgelehnt",
	[ERR_STOPPED] = "von außen angehalten",
	[ERR_STALE] = "es hat sich inzwischen geändert",
	[ERR_SEALED] = "mit den vorhandenen Schlüsseln nicht zu öffnen",
	[ERR_NET] = "die Gegenstelle ist nicht erreichbar oder antwortet falsch",
	[ERR_ROUTE] = "kein Rezept nimmt diesen Antrag an",
	[ERR_SYNTAX] = "nicht wohlgeformt",
	[ERR_RECIPE] = "das Rezept ist nicht gültig",
	[ERR_EXPRESSION] = "ein Ausdruck ist gescheitert",
	[ERR_NOT_FOUND] = "das Gesuchte steht nicht auf dem Bildschirm",
	[ERR_AMBIGUOUS] = "mehr als ein Treffer",
	[ERR_UNCERTAIN] = "nicht mit Sicherheit gelesen",
	[ERR_UNSUPPORTED] = "nicht unterstützt",
	[ERR_INPUT] = "der Antrag ist nicht gültig",
	[ERR_REFUSED] = "von einer fachlichen Regel zurückgewiesen",
	[ERR_REPERTOIRE] = "die Anwendung kann ein Zeichen nicht darstellen",
	[ERR_TWICE] = "ein anderer Vorgang trägt, was nur einmal vorkommen darf",
	[ERR_MISMATCH] = "auf dem Bildschirm steht etwas anderes",
	[ERR_MISBEHAVED] = "die Anwendung hat sich falsch verhalten",
	[ERR_GONE] = "die Anwendung wurde beendet",
	[ERR_HUNG] = "die Anwendung antwortet nicht",
	[ERR_IN_DOUBT] = "ungeklärt, ob gespeichert wurde",
};

static_assert(sizeof causes / sizeof *causes == ERR_MAX_, "a German text for every code");

const char *report_cause(enum err_code code)
{
	return causes[code];
}
