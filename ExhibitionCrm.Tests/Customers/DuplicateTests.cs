using System.Net;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Customers;

/// <summary>Each test has people of a domain and an area of its own.</summary>
public sealed class DuplicateTests(CrmSite site) : IClassFixture<CrmSite>
{
    private readonly string _domain = $"d{Guid.NewGuid():N}.example";
    private readonly long _number = Random.Shared.NextInt64(100_000_000, 1_000_000_000);

    /// <summary>Of somebody registered as Anna Müller, anna.mueller@ the domain, +49 30 and the number.</summary>
    public static TheoryData<string, string, string, string?> Typed => new()
    {
        // Sure.
        { "", "anna.mueller@{0}", "", "Same email" },
        { "Somebody Else", "ANNA.Mueller@{0}", "", "Same email" },
        { "Anna Müller", "anna.mueller@{0}", "030 {1}", "Same email and phone" },
        { "", "", "030 {1}", "Same phone" },
        { "Somebody Else", "else@elsewhere.example", "0049 30 {1}", "Same phone" },
        { "", "", "+49 (0)30 / {1}", "Same phone" },
        { "", "", "＋４９ 30 {1}", "Same phone" },

        // Likely.
        { "Müller Anna", "a@{0}", "", "Similar name" },
        { "anna muller", "a@{0}", "", "Similar name" },
        { "A. Müller", "a@{0}", "", "Similar name" },
        { "Ana Muller", "a@{0}", "", "Similar name" },
        { "Anna Müller", "", "0171 55{2}", "Similar name" },
        { "Anna Müllers", "a@elsewhere.example", "+33 1 55 55 {2}", "Similar name" },

        // Nobody.
        { "Anna Müller", "", "", null },
        { "Anna Müller", "a@elsewhere.example", "", null },
        { "Anna Müller", "anna.mueller@", "", null },
        { "Peter Müller", "p@{0}", "", null },
        { "Somebody Else", "else@elsewhere.example", "0171 55{2}", null },
        { "Somebody Else", "", "030 {1}7", null },
        { "", "mueller@{0}", "", null },
        { "%", "%@{0}", "%", null },
        { "\u0001", "\uFFFE@x.org", "\uD800", null },
    };

    [Theory]
    [MemberData(nameof(Typed))]
    public async Task Typing_ShowsWhoMayBeTheSame(string name, string email, string phone, string? sign)
    {
        var anna = await AnnaAsync();
        using var staff = await site.SignInAsync(Roles.Staff);
        var found = await HintAsync(staff, await staff.GetPageAsync("/customers/new"), name, Filled(email), Filled(phone));
        Assert.Equal(HttpStatusCode.OK, found.Status);
        Assert.Equal(sign is null ? [] : [$"/customers/{anna.Id}"], Links(found));
        Assert.Equal(sign is null ? [] : [sign], found.TextsOf(".badge"));
    }

    [Fact]
    public async Task Typing_WithMoreThanThreeAlike_ShowsTheLikeliestFirst()
    {
        for (var i = 0; i < 5; i++)
        {
            await site.Data.CustomerAsync(name: $"Anna Muller {i}", email: $"a{i}@{_domain}", phone: $"+49 40 {_number + i}");
        }

        var anna = await AnnaAsync();
        using var staff = await site.SignInAsync(Roles.Staff);
        var found = await HintAsync(staff, await staff.GetPageAsync("/customers/new"), "Anna Müller", anna.Email, "");
        Assert.Equal(DuplicateFinder.MaxShown, Links(found).Count);
        Assert.Equal($"/customers/{anna.Id}", Links(found)[0]);
    }

    [Theory]
    [InlineData('٠')]
    [InlineData('۰')]
    [InlineData('０')]
    public async Task Typing_ANumber_FindsItInTheDigitsOfOtherScripts(char zero)
    {
        var phone = string.Concat($"+49 30 {_number}".Select(c => char.IsAsciiDigit(c) ? (char)(zero + (c - '0')) : c));
        var other = await site.Data.CustomerAsync(name: "Somebody", phone: phone);
        using var staff = await site.SignInAsync(Roles.Staff);
        Assert.Equal([$"/customers/{other.Id}"], Links(await HintAsync(staff, await staff.GetPageAsync("/customers/new"), "", "", $"030 {_number}")));
    }

    [Fact]
    public async Task Typing_InALargeDomain_FindsTheNamesake()
    {
        await site.Data.CustomersAsync(400, i => ContactDetails.OfStored($"Visitor {i}", $"a{i:000}@{_domain}", $"+49 40 {i:000000}"));
        var namesake = await site.Data.CustomerAsync(name: "Zoë Zimmermann", email: $"zz@{_domain}");
        using var staff = await site.SignInAsync(Roles.Staff);
        var found = await HintAsync(staff, await staff.GetPageAsync("/customers/new"), "zimmermann zoe", $"z@{_domain}", "");
        Assert.Equal([$"/customers/{namesake.Id}"], Links(found));
    }

    [Fact]
    public async Task Typing_WhileACustomerIsEdited_DoesNotShowThemselves()
    {
        var anna = await AnnaAsync();
        var other = await site.Data.CustomerAsync(email: $"other@{_domain}");
        using var staff = await site.SignInAsync(Roles.Staff);
        var form = await staff.GetPageAsync($"/customers/{other.Id}/edit");
        Assert.Empty(Links(await HintAsync(staff, form, other.Name, other.Email, other.Phone)));
        Assert.Equal([$"/customers/{anna.Id}"], Links(await HintAsync(staff, form, other.Name, anna.Email, other.Phone)));
    }

    [Fact]
    public async Task Hints_AskedForByGet_AreRefused()
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await staff.GetPageAsync("/customers/duplicates")).Status);
    }

    [Theory]
    [InlineData("Somebody Else", "anna.mueller@{0}", "+49 40 123456", "Input.Email")]
    [InlineData("Anna Mueller-Muller", "another@elsewhere.example", "030 {1}", "Input.Phone")]
    [InlineData("Müller, Anna", "one.more@elsewhere.example", "030 {1}", "Input.Phone")]
    [InlineData("Somebody Else", "yet.another@elsewhere.example", "030 {1}", null)]
    [InlineData("Anna Müller", "like.her@{0}", "+49 40 123456", null)]
    public async Task Registering_InSpiteOfASureOne_IsAskedOnce(string name, string email, string phone, string? field)
    {
        var anna = await AnnaAsync();
        using var staff = await site.SignInAsync(Roles.Staff);
        var answer = await staff.SubmitAsync(
            await staff.GetPageAsync("/customers/new"), ("Input.Name", name), ("Input.Email", Filled(email)), ("Input.Phone", Filled(phone)), ("Input.Note", "Typed before"));
        if (field is not null)
        {
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.Contains("save again", answer.ErrorOf(field), StringComparison.Ordinal);
            Assert.Equal(field, answer.Focused);
            Assert.Equal([$"/customers/{anna.Id}"], Links(answer));
            Assert.Equal("Typed before", answer.ValueOf("Input.Note"));
            Assert.Equal(1, await CountAsync());
            answer = await staff.SubmitAsync(answer);
        }

        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        Assert.Equal(2, await CountAsync());
    }

    [Fact]
    public async Task Registering_AfterAnAnswer_IsAskedAboutSomebodyElse()
    {
        var anna = await AnnaAsync();
        var ben = await site.Data.CustomerAsync(name: "Ben", email: $"ben@{_domain}", phone: $"+49 40 {_number}");
        using var staff = await site.SignInAsync(Roles.Staff);
        var asked = await staff.SubmitAsync(
            await staff.GetPageAsync("/customers/new"), ("Input.Name", "C"), ("Input.Email", anna.Email), ("Input.Phone", "030 12345"));
        var again = await staff.SubmitAsync(asked, ("Input.Email", ben.Email));
        Assert.Equal([$"/customers/{ben.Id}"], Links(again));
        Assert.Equal(2, await CountAsync());

        // Both are known by now.
        Assert.Equal(HttpStatusCode.Redirect, (await staff.SubmitAsync(again, ("Input.Email", anna.Email))).Status);
    }

    [Fact]
    public async Task Registering_TheSameFormAgain_AsksAboutNobody()
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        var form = await staff.GetPageAsync("/customers/new");
        (string, string?)[] typed = [("Input.Name", "Anna"), ("Input.Email", $"a@{_domain}"), ("Input.Phone", $"030 {_number}")];
        var answers = new[] { await staff.SubmitAsync(form, typed), await staff.SubmitAsync(form, typed) };
        Assert.Equal(answers[0].Location, answers[1].Location);
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task Editing_IntoASureOne_IsAskedOnce()
    {
        var anna = await AnnaAsync();
        var other = await site.Data.CustomerAsync(name: "Ben", email: $"ben@{_domain}");
        using var staff = await site.SignInAsync(Roles.Staff);
        var asked = await staff.SubmitAsync(await staff.GetPageAsync($"/customers/{other.Id}/edit"), ("Input.Email", anna.Email));
        Assert.Contains("save again", asked.ErrorOf("Input.Email"), StringComparison.Ordinal);
        Assert.Equal(1, await site.ReadAsync(db => db.Customers.CountAsync(c => c.Email == anna.Email)));
        Assert.Equal(HttpStatusCode.Redirect, (await staff.SubmitAsync(asked)).Status);
        Assert.Equal(2, await site.ReadAsync(db => db.Customers.CountAsync(c => c.Email == anna.Email)));

        // Who is alike already is no news at the next edit.
        Assert.Equal(HttpStatusCode.Redirect, (await staff.SubmitAsync(await staff.GetPageAsync($"/customers/{other.Id}/edit"), ("Input.Name", "Benjamin"))).Status);
    }

    [Fact]
    public async Task EditingSomethingElse_AsksAboutNobody()
    {
        var anna = await AnnaAsync();
        var other = await site.Data.CustomerAsync(email: anna.Email);
        using var staff = await site.SignInAsync(Roles.Staff);
        Assert.Equal(HttpStatusCode.Redirect, (await staff.SubmitAsync(await staff.GetPageAsync($"/customers/{other.Id}/edit"), ("Input.Note", "n"))).Status);
    }

    private Task<Customer> AnnaAsync() => site.Data.CustomerAsync(name: "Anna Müller", email: $"anna.mueller@{_domain}", phone: $"+49 30 {_number}");

    private string Filled(string pattern) => string.Format(null, pattern, _domain, _number, $"{_number}"[^4..]);

    private static Task<CrmPage> HintAsync(CrmClient client, CrmPage page, string name, string email, string phone)
    {
        var form = page.Form("form[data-hints]");
        form.Action = form.GetAttribute("data-hints")!;
        return client.SubmitAsync(page, form, ("Input.Name", name), ("Input.Email", email), ("Input.Phone", phone));
    }

    private static List<string?> Links(CrmPage page) => [.. page.Document.QuerySelectorAll(".duplicates a").Select(a => a.GetAttribute("href"))];

    private Task<int> CountAsync() => site.ReadAsync(db => db.Customers.CountAsync(c =>
        c.Email.EndsWith(_domain) || c.Phone.EndsWith($"{_number}") || (c.Email.EndsWith("elsewhere.example") && c.Phone.EndsWith($"{_number}"))));
}
