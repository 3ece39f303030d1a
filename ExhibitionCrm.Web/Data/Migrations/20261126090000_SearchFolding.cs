using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExhibitionCrm.Web.Data.Migrations
{
    /// <summary>
    /// What is searched was without accents; now letters with strokes and ligatures are plain ones too, typographic marks
    /// are those of keyboards, and nothing invisible is left. Only rows that hold such characters are written.
    /// </summary>
    public partial class SearchFolding : Migration
    {
        // A letter for each, in the order of the other constant, in which an apostrophe is doubled.
        private const string Fancy = "ıɨłƚⱡɫøɵđðɖɗħŋɲŧⱦƭⱥƀɓȼƈɇƒǥɠɉƙᵽƥɍʉʋɏƴƶȥς‐‒–—―⸺⸻−⁃‘’‛′‵ʹʻʼʽˈ՚׳ꞌ`“”„‟«»″״";
        private const string Plain = "iillllooddddhnntttabbccefggjkppruvyyzzσ---------''''''''''''''''''''''''''''\"\"\"\"\"\"\"\"";

        // Without one: taken away.
        private const string Invisible =
            "\u00AD\u061C\u115F\u1160\u180E\u200B\u200C\u200D\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\uFEFF";

        private const string Found = $"'[ßæœþ{Fancy}{Invisible}]'";

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql($"""
                create function fold_for_search(folded text) returns text language sql as $$
                  select translate(
                    replace(replace(replace(replace(folded, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
                    '{Fancy}{Invisible}', '{Plain}')
                $$;
                update customers set search_text = fold_for_search(search_text), name_key = left(fold_for_search(name_key), 100)
                where search_text ~ {Found};
                update bills set search_text = fold_for_search(search_text) where search_text ~ {Found};
                drop function fold_for_search(text);
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql($"""
                create function fold_for_search(text) returns text language sql as $$
                  select lower(regexp_replace(normalize($1, nfkd), '[\u0300-\u036f]', '', 'g'))
                $$;
                update customers set
                  search_text = concat_ws(
                    e'\n', lower(id), fold_for_search(name), fold_for_search(email), fold_for_search(phone), reverse(split_part(reverse(search_text), e'\n', 1))),
                  name_key = left(fold_for_search(name), 100)
                where lower(name || email || phone) ~ {Found};
                update bills set search_text = c.search_text || e'\n' || regexp_replace(fold_for_search(description), '[\x01-\x1f]', '', 'g')
                from customers c where c.id = bills.customer_id and lower(description) ~ {Found};
                drop function fold_for_search(text);
                """);
        }
    }
}
