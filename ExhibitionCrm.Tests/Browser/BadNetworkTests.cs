using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace ExhibitionCrm.Tests.Browser;

/// <summary>Forms on a network that breaks: each is saved once, and until then nobody can overlook that it is not.</summary>
public sealed class BadNetworkTests(BrowserSite site) : IClassFixture<BrowserSite>
{
    private const int Points = 10;
    private const string Refused = "h1:has-text(\"Your form couldn't be submitted\")";
    private const string Waiting = "#network .network-text";

    [ToolTheory(Tools.Chromium)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Forms_CutAtTenPoints_AreSavedOnce(bool afterTheCommit)
    {
        await using var network = new BadNetwork(site.Url);
        await using var window = await site.OpenAsync(Roles.Staff, address: network.Url);
        var page = window.Page;
        var prefix = $"Cut {Guid.NewGuid():N}"[..12];
        for (var i = 0; i < Points; i++)
        {
            var cut = new Cut(afterTheCommit, i / (double)Points);
            await page.GotoAsync("/customers/new");
            network.CutNext(cut);
            await RegisterAsync(page, $"{prefix} {i}");
            await SavedAsync(page);

            var customer = await site.ReadAsync(db => db.Customers.SingleAsync(c => c.Name == $"{prefix} {i}"));
            await page.GotoAsync($"/bills/new?customer={customer.Id}");
            network.CutNext(cut);
            await page.Keyboard.TypeAsync($"{i + 1}.50");
            await page.Keyboard.PressAsync("Enter");
            await SavedAsync(page);
            Assert.Equal([i + 1.50m], await site.ReadAsync(db => db.Bills.Where(b => b.CustomerId == customer.Id).Select(b => b.Amount).ToListAsync()));
        }

        Assert.Equal(Points, await site.ReadAsync(db => db.Customers.CountAsync(c => c.Name.StartsWith(prefix))));
        Assert.Equal(Points, await site.ReadAsync(db => db.OutboxMessages.CountAsync(m => db.Customers.Any(c => c.Id == m.CustomerId && c.Name.StartsWith(prefix)))));
    }

    [ToolFact(Tools.Chromium)]
    public async Task Form_WithoutAnAnswerForEightSeconds_LeavesThePageToTheNextOneAndIsSavedOnce()
    {
        var name = $"Late {Guid.NewGuid():N}";
        await using var network = new BadNetwork(site.Url);
        await using var window = await site.OpenAsync(Roles.Staff, address: network.Url);
        var page = window.Page;
        await page.GotoAsync("/customers/new");
        Assert.Equal("Online", await page.TextContentAsync(Waiting));
        network.Hold();
        await RegisterAsync(page, name);
        await page.WaitForFunctionAsync($"() => document.querySelector('{Waiting}').textContent === 'Slow'");
        await page.WaitForSelectorAsync(".kept-note");
        Assert.Equal("Offline, 1 waiting", await page.TextContentAsync(Waiting));
        Assert.Equal(("", "Input.Name"), (await page.InputValueAsync("[name='Input.Name']"), await page.EvaluateAsync<string>("() => document.activeElement.name")));
        Assert.Equal("", await window.FindingsAsync());

        // The page goes on: the next one has a key of its own.
        await RegisterAsync(page, $"{name} next");
        network.Release();
        await SavedAsync(page);
        await page.WaitForFunctionAsync($"() => document.querySelector('{Waiting}').textContent === 'Online'");
        Assert.Equal(2, await site.ReadAsync(db => db.Customers.CountAsync(c => c.Name.StartsWith(name))));
    }

    [ToolFact(Tools.Chromium)]
    public async Task Waiting_WhenTheTabIsClosed_AsksAndIsThereOnReturnForTheSamePersonOnly()
    {
        var name = $"Return {Guid.NewGuid():N}";
        await using var network = new BadNetwork(site.Url);
        await using var window = await site.OpenAsync(address: network.Url);
        var page = window.Page;
        var (one, other) = (await site.Data.UserAsync(Roles.Staff), await site.Data.UserAsync(Roles.Staff));
        await SignInAsync(page, one.UserName!);
        await page.GotoAsync("/customers/new");
        network.IsDown = true;
        await RegisterAsync(page, name);
        await page.WaitForSelectorAsync(".kept-note");

        var asked = new TaskCompletionSource<string>();
        page.Dialog += async (_, dialog) =>
        {
            asked.TrySetResult(dialog.Type);
            await dialog.AcceptAsync();
        };
        await page.CloseAsync(new() { RunBeforeUnload = true });
        Assert.Equal("beforeunload", await asked.Task.WaitAsync(TimeSpan.FromMinutes(1)));

        // Somebody else at the same browser sees nothing of it, and sends nothing.
        network.IsDown = false;
        var next = await page.Context.NewPageAsync();
        await page.Context.ClearCookiesAsync();
        await SignInAsync(next, other.UserName!);
        await next.GotoAsync("/customers/new");
        Assert.Equal("Online", await next.TextContentAsync(Waiting));
        Assert.DoesNotContain(name, await next.ContentAsync(), StringComparison.Ordinal);
        Assert.Equal(0, network.Forms);

        await page.Context.ClearCookiesAsync();
        await SignInAsync(next, one.UserName!);
        await next.WaitForFunctionAsync("name => document.querySelector('#waiting-list').textContent.includes(`Registration of ${name}`)", name);
        await next.WaitForSelectorAsync("#waiting-list a", new() { State = WaitForSelectorState.Attached });
        Assert.Equal(one.UserName, await site.ReadAsync(db => db.Customers.Where(c => c.Name == name).Select(c => c.CreatedBy).SingleAsync()));
    }

    /// <summary>By another tab, which this one knows nothing of.</summary>
    [ToolTheory(Tools.Chromium)]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Waiting_WhenTheSessionIsNoMoreThePersons_IsNotSentUntilTheySignIn(bool somebodyElseIsIn, bool onlySinceItWasSent)
    {
        var name = $"Turn {Guid.NewGuid():N}";
        await using var network = new BadNetwork(site.Url);
        await using var window = await site.OpenAsync(address: network.Url);
        var page = window.Page;
        var one = await site.Data.UserAsync(Roles.Staff);
        await SignInAsync(page, one.UserName!);
        await page.GotoAsync("/customers/new");
        network.IsDown = true;
        await RegisterAsync(page, name);
        await page.WaitForSelectorAsync(".kept-note");
        await page.Context.ClearCookiesAsync();
        if (somebodyElseIsIn)
        {
            network.Hold();
            network.IsDown = false;
            if (onlySinceItWasSent)
            {
                await Eventually.TrueAsync(() => network.Forms > 0, "the form", TimeSpan.FromMinutes(1));
            }

            await SignInAsync(await page.Context.NewPageAsync(), (await site.Data.UserAsync(Roles.Staff)).UserName!);
            network.Release();
        }

        network.IsDown = false;
        await page.WaitForFunctionAsync("() => document.querySelector('#waiting-list').textContent.includes('Sign in again')");
        Assert.Equal(0, await site.ReadAsync(db => db.Customers.CountAsync(c => c.Name == name)));

        // Whichever tab sends it.
        await page.Context.ClearCookiesAsync();
        await SignInAsync(await page.Context.NewPageAsync(), one.UserName!);
        await Eventually.TrueAsync(() => site.ReadAsync(db => db.Customers.AnyAsync(c => c.Name == name)), "the customer", TimeSpan.FromMinutes(1));
        Assert.Equal([one.UserName!], await site.ReadAsync(db => db.Customers.Where(c => c.Name == name).Select(c => c.CreatedBy).ToListAsync()));
    }

    [ToolFact(Tools.Chromium)]
    public async Task Waiting_WhatTheServerAsksAbout_IsOpenedAndAnswered()
    {
        var customer = await site.Data.CustomerAsync();
        await using var network = new BadNetwork(site.Url);
        await using var window = await site.OpenAsync(Roles.Staff, address: network.Url);
        var page = window.Page;
        await page.GotoAsync($"/bills/new?customer={customer.Id}");
        network.CutNext(new Cut(AfterTheCommit: false, 0));
        await page.Keyboard.TypeAsync("99999999");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForFunctionAsync("() => document.querySelector('#waiting-list').textContent.includes('correct?')");
        await page.ClickAsync("#network");
        Assert.Equal("", await window.FindingsAsync());
        await page.ClickAsync("#waiting-list button:has-text('Open')");
        await page.WaitForSelectorAsync("[name='Bill.Confirmed']");
        Assert.Equal("99999999", await page.InputValueAsync("[name='Bill.Amount']"));
        Assert.Equal("Online", await page.TextContentAsync(Waiting));
        Assert.Equal(0, await site.ReadAsync(db => db.Bills.CountAsync(b => b.CustomerId == customer.Id)));
    }

    [ToolFact(Tools.Chromium)]
    public async Task Form_LeftForAnotherPageBeforeItsAnswer_IsSavedOnce()
    {
        var customer = await site.Data.CustomerAsync();
        await using var network = new BadNetwork(site.Url);
        await using var window = await site.OpenAsync(Roles.Staff, address: network.Url);
        var page = window.Page;
        await page.GotoAsync($"/bills/new?customer={customer.Id}");
        network.CutNext(new Cut(AfterTheCommit: true, 1));
        network.Hold();
        await page.Keyboard.TypeAsync("7.25");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForFunctionAsync("() => document.documentElement.classList.contains('is-loading')");
        await page.ClickAsync("a.navbar-brand");
        await page.WaitForURLAsync("**/");
        network.Release();
        await page.WaitForSelectorAsync("#waiting-list a", new() { State = WaitForSelectorState.Attached });
        Assert.Equal([7.25m], await site.ReadAsync(db => db.Bills.Where(b => b.CustomerId == customer.Id).Select(b => b.Amount).ToListAsync()));
    }

    private static async Task RegisterAsync(IPage page, string name)
    {
        await page.FillAsync("[name='Input.Name']", name);
        await page.FillAsync("[name='Input.Email']", $"{Guid.NewGuid():N}@cut.example");
        await page.FillAsync("[name='Input.Phone']", $"030 {Random.Shared.NextInt64(1_000_000, 1_000_000_000)}");
        await page.Keyboard.PressAsync("Enter");
    }

    /// <summary>At once, where the answer was cut only at its very end; else by sending it again.</summary>
    private static Task<IElementHandle?> SavedAsync(IPage page) =>
        page.WaitForSelectorAsync("main .kept-note.alert-success, main .customer-id-lg, main .alert-success:has-text('Added')");

    /// <summary>
    /// Again where the form is refused: without its cookie another tab gets a new one in the same moment, and then the form
    /// that is being filled in belongs to none.
    /// </summary>
    private static async Task SignInAsync(IPage page, string userName)
    {
        for (var left = 3; ; left--)
        {
            await page.GotoAsync("/account/sign-in");
            await page.FillAsync("[name=UserName]", userName);
            await page.FillAsync("[name=Password]", TestData.Password);
            await page.Keyboard.PressAsync("Enter");
            await page.WaitForSelectorAsync($"#network, {Refused}");
            if (left == 0 || await page.QuerySelectorAsync(Refused) is null)
            {
                Assert.Null(await page.QuerySelectorAsync(Refused));
                return;
            }
        }
    }
}
