/* edge.h - straight lines on a picture: where one colour ends along a whole side. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/img.h"

/* EDGE_PX: lines of one bevel or border. */
enum { EDGE_PX = 6 };

/* edge_right_of() - the first x in from..to-1 where every row of @band has another colour than one
 * pixel to the left; @to if there is none. */
int edge_right_of(const struct img *img, struct rect band, int from, int to);

/* edge_left_of() - the last such x in from..to-1; from - 1 if there is none. */
int edge_left_of(const struct img *img, struct rect band, int from, int to);

/* edge_is_rule() - in row @y every pixel as far as @r is wide has another colour than above. */
bool edge_is_rule(const struct img *img, struct rect r, int y);

/*
 * edge_end() - where the edge at @x stops, going from row @y by @step (1, -1) inside @span. Lines
 * that meet it from the side have its colour.
 */
int edge_end(const struct img *img, int x, struct rect span, int y, int step);
