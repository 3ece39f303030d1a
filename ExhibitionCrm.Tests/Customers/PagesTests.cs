using System.Net;
using System.Text;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.WebUtilities;

namespace ExhibitionCrm.Tests.Customers;

/// <summary>How one gets from page to page of a list.</summary>
public sealed class PagesTests : IAsyncLifetime
{
    private const int Customers = 350;
    private CrmSite _site = null!;
    private CrmClient _viewer = null!;

    public async Task InitializeAsync()
    {
        _site = await CrmSite.StartAsync();

        // With many equals in each column.
        await _site.Data.CustomersAsync(Customers, i => ContactDetails.OfStored($"Żółw {i % 7}", $"p{i % 40}@example.org", $"+49 {i % 30}", i % 4 == 0 ? "" : $"Ærø {i % 9}"));
        await _site.Database.ExecuteAsync("""
            alter table customers disable trigger user;
            update customers set bill_count = ascii(id) % 5, bill_total = ascii(id) % 9 * 1.05, mail_state = (array['Queued', 'Sent', 'Failed'])[ascii(id) % 3 + 1],
              created_at = date_trunc('hour', created_at) - ascii(id) % 20 * interval '1.000001 second';
            alter table customers enable trigger user;
            """);
        _viewer = await _site.SignInAsync(Roles.Viewer);
    }

    public async Task DisposeAsync()
    {
        _viewer.Dispose();
        await _site.DisposeAsync();
    }

    [Theory]
    [InlineData("id", "id")]
    [InlineData("name", "name_key")]
    [InlineData("company", "company_key")]
    [InlineData("email", "email")]
    [InlineData("phone", "phone")]
    [InlineData("mail", "mail_state")]
    [InlineData("bills", "bill_count")]
    [InlineData("total", "bill_total")]
    [InlineData("created", "created_at")]
    public async Task NextAndPrevious_InEveryOrder_LeadThroughAllOnce(string sort, string column)
    {
        foreach (var (sign, direction) in new[] { ("", "asc"), ("-", "desc") })
        {
            foreach (var (narrowed, condition) in new[] { ("", "true"), ("&q=%2B49+1", "search_text like '%+49%' and search_text like '%1%'"), ("&mail=sent", "mail_state = 'Sent'") })
            {
                var expected = await _site.Database.ListAsync($"select id from customers where {condition} order by {column} {direction}, id {direction}");
                var pages = await FollowAsync($"/customers?sort={sign}{sort}{narrowed}", "next");
                Assert.Equal(expected, pages.SelectMany(Ids));
                Assert.All(pages[..^1], page => Assert.Equal(100, page.Rows().Count));
                Assert.Equal(Enumerable.Range(1, pages.Count).Select(n => $"{n}"), pages.Select(page => Number(page)));
                Assert.StartsWith(
                    $"{((pages.Count - 1) * 100) + 1}–{expected.Count} of {expected.Count}", pages[^1].TextOf(".pager p"), StringComparison.Ordinal);

                var back = await FollowAsync(pages[^1].Url.PathAndQuery, "prev");
                Assert.Equal(expected, Enumerable.Reverse(back).SelectMany(Ids));
                Assert.DoesNotContain("page=", back[^1].Url.Query, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Next_AfterSomebodyRegistered_RepeatsNobody()
    {
        var first = await _viewer.GetPageAsync("/customers");
        await _site.Data.CustomersAsync(5);
        Assert.Empty(Ids(first).Intersect(Ids(await NextAsync(first))));
    }

    [Fact]
    public async Task Next_AfterTheLastRowChangedOrWent_GoesOnFromWhereItWas()
    {
        var first = await _viewer.GetPageAsync("/customers?sort=total");
        var second = Ids(await NextAsync(first));
        await _site.Database.ExecuteAsync($"""
            alter table customers disable trigger user;
            update customers set bill_total = 99999 where id = '{Ids(first)[^1]}';
            """);
        Assert.Equal(second, Ids(await NextAsync(first)));
        await _site.Database.ExecuteAsync($"delete from customers where id = '{Ids(first)[^1]}'");
        Assert.Equal(second, Ids(await NextAsync(first)));
    }

    [Fact]
    public async Task Previous_WhenLessThanAPageIsLeftBefore_IsTheFirstPage()
    {
        var second = await NextAsync(await _viewer.GetPageAsync("/customers?sort=id"));
        var third = await NextAsync(second);
        await _site.Database.ExecuteAsync($"delete from customers where id < '{Ids(second)[50]}'");
        var first = await PreviousAsync(third);
        Assert.Equal(await _site.Database.ListAsync("select id from customers order by id limit 100"), Ids(first));
        Assert.Equal("1", Number(first));
        Assert.Null(first.Document.QuerySelector("a[rel=prev]"));
    }

    [Fact]
    public async Task NumberAlone_TypedByHand_CountsFromTheStart()
    {
        var pages = await FollowAsync("/customers?sort=name", "next");
        Assert.Equal(Ids(pages[2]), Ids(await _viewer.GetPageAsync("/customers?sort=name&page=3")));
        var past = await _viewer.GetPageAsync("/customers?sort=name&page=9");
        Assert.Empty(past.Rows());
        Assert.Equal("/customers?sort=name", past.Element("a[rel=prev]").GetAttribute("href"));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("%00")]
    [InlineData("%E2%82%AC")]
    [InlineData("json:null")]
    [InlineData("json:[]")]
    [InlineData("json:{}")]
    [InlineData("json:{\"Key\":null,\"Id\":null}")]
    [InlineData("json:{\"Key\":\"a\\u0000b\",\"Id\":\"A\"}")]
    [InlineData("json:{\"Key\":\"a\",\"Id\":\"\\u0000\"}")]
    [InlineData("json:{\"Key\":\"\\ud800\",\"Id\":\"A\"}")]
    [InlineData("json:{\"Key\":\"2026-01-01T00:00:00+02:00\",\"Id\":\"A\"}")]
    [InlineData("json:{\"Key\":1e400,\"Id\":\"A\"}")]
    [InlineData("json:{\"Key\":12345678901234567890123456789,\"Id\":\"A\"}")]
    public async Task Cursor_ThatNoPageMade_LeadsToTheFirstPage(string cursor)
    {
        var value = cursor.StartsWith("json:", StringComparison.Ordinal) ? WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(cursor[5..])) : cursor;
        foreach (var sort in CustomerList.Columns.SelectMany(column => new[] { column, $"-{column}" }))
        {
            foreach (var list in new[] { "/customers", "/bills", "/mail" })
            {
                foreach (var side in new[] { "after", "before" })
                {
                    Assert.Equal(HttpStatusCode.OK, (await _viewer.GetPageAsync($"{list}?sort={sort}&page=2&{side}={value}")).Status);
                }
            }
        }

        var created = await _viewer.GetPageAsync($"/customers?page=2&after={value}");
        Assert.Equal(Ids(await _viewer.GetPageAsync("/customers")), Ids(created));
        Assert.Equal("1", Number(created));
    }

    [Fact]
    public async Task ABroadSearch_StopsCountingAndStillSortsAll()
    {
        // Without what the database does beside each of so many.
        await _site.Database.ExecuteAsync("""
            set session_replication_role = replica;
            insert into customers (id, name, email, phone, search_text, name_key, mail_state, created_at, updated_at, created_by, submission_key, version)
            select translate(lpad(n::text, 8, 'Q'), '01', 'XY'), 'Broad ' || lpad((n % 4000)::text, 5, '0'), 'x', 'x', 'broad visitor', 'broad ' || lpad((n % 4000)::text, 5, '0'),
              'Sent', now(), now(), 'import', gen_random_uuid(), 1
            from generate_series(1, 10050) n;

            -- So many stand before them in the order that a page is not full when the walk ends.
            insert into customers (id, name, email, phone, search_text, name_key, mail_state, created_at, updated_at, created_by, submission_key, version)
            select translate(lpad(n::text, 8, 'R'), '01', 'XY'), 'zz', 'x', 'x', 'other', 'zz', 'Sent', now(), now(), 'import', gen_random_uuid(), 1
            from generate_series(1, 10050) n
            """);
        foreach (var (typed, found, like) in new[] { ("broad", "more than 10,000", "broad"), ("road v", "more than 10,000", "road v"), ("vi", "more than 1,000", "vi") })
        {
            var expected = await _site.Database.ListAsync(
                $"select id from customers where search_text like '%{like}%' order by name_key desc, id desc limit 300");
            var first = await _viewer.GetPageAsync($"/customers?sort=-name&q={typed}");
            Assert.Contains($"1–100 of {found}", first.TextOf(".pager p"), StringComparison.Ordinal);
            var second = await NextAsync(first);
            Assert.Equal(expected, Ids(first).Concat(Ids(second)).Concat(Ids(await NextAsync(second))));
            Assert.Equal(Ids(first), Ids(await PreviousAsync(second)));
        }
    }

    private async Task<List<CrmPage>> FollowAsync(string address, string relation)
    {
        var pages = new List<CrmPage>();
        for (string? next = address; next is not null; next = pages[^1].Document.QuerySelector($"a[rel={relation}]")?.GetAttribute("href"))
        {
            Assert.InRange(pages.Count, 0, 10);
            pages.Add(await _viewer.GetPageAsync(next));
        }

        return pages;
    }

    private Task<CrmPage> NextAsync(CrmPage page) => _viewer.GetPageAsync(page.Element("a[rel=next]").GetAttribute("href")!);

    private Task<CrmPage> PreviousAsync(CrmPage page) => _viewer.GetPageAsync(page.Element("a[rel=prev]").GetAttribute("href")!);

    private static List<string> Ids(CrmPage page) => [.. page.Rows().Select(row => row["ID"])];

    // A list of one page does not say so.
    private static string Number(CrmPage page) =>
        page.Document.QuerySelector("[aria-current=page].page-link")?.TextContent.Replace("Page", "", StringComparison.Ordinal).Trim() ?? "1";
}
