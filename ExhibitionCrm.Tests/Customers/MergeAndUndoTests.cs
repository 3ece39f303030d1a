using System.Globalization;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Badges;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Outbox;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Customers;

/// <summary>A merge that is undone leaves every table as it was, whatever happened before.</summary>
public sealed class MergeAndUndoTests(CrmSite site) : IClassFixture<CrmSite>
{
    private const int People = 6;
    private const int Rounds = 8;

    // Two customers often have mails of one batch.
    private static readonly Guid[] Batches = [Guid.NewGuid(), Guid.NewGuid()];

    private Random _random = null!;
    private int _there;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task MergeAndUndo_AfterAnyHistory_LeavesEveryTableAsItWas(int seed)
    {
        _random = new Random(seed);
        _there = await site.Data.AnotherExhibitionAsync();
        foreach (var batch in Batches)
        {
            await site.Database.ExecuteAsync(
                $"insert into mail_batches (exhibition_id, id, created_at, created_by, chosen) values (1, '{batch}', now(), 'x', 1) on conflict do nothing");
        }

        var ids = new List<string>();
        for (var i = 0; i < People; i++)
        {
            ids.Add(await MakeAsync());
        }

        var undone = 0;
        for (var round = 0; round < Rounds && ids.Count > 1; round++)
        {
            var pair = ids.OrderBy(_ => _random.Next()).Take(2).ToArray();
            var before = await ContentAsync();
            var order = (await site.Data.MergeOrderAsync(pair[0], pair[1], Fields())) with { KeepsSecondId = _random.Next(2) == 0 };
            var (survivor, merged) = order.KeepsSecondId ? (pair[1], pair[0]) : (pair[0], pair[1]);
            var outcome = await site.WithServiceAsync((MergeService service) => service.MergeAsync(order, new Actor("admin")));
            if (outcome is MergeOutcome.MailIsBeingSent)
            {
                AssertSame(before, await ContentAsync(), $"refused, seed {seed}, round {round}");
                await site.Database.ExecuteAsync($"update outbox_messages set state = 'Failed' where customer_id = '{merged}' and state = 'Sending'");
                continue;
            }

            Assert.Equal(new MergeOutcome.Merged(survivor, merged), outcome);
            await AssertConsistentAsync();
            var merge = await site.ReadAsync(db => db.CustomerMerges.Where(m => m.IdempotencyKey == order.Key).Select(m => m.Id).SingleAsync());
            Assert.Equal(UndoMergeOutcome.Undone, await site.Data.UndoMergeAsync(survivor, merge));
            AssertSame(before, await ContentAsync(), $"seed {seed}, round {round}");
            undone++;

            // Some stay merged, for chains.
            if (_random.Next(2) == 0)
            {
                await site.Data.MergeAsync(survivor, merged, Fields());
                ids.Remove(merged);
            }
        }

        Assert.True(undone > 0, $"Nothing was merged with seed {seed}.");
    }

    [Fact]
    public async Task MergesOfTwoExhibitions_UndoneInAnyOrder_LeaveTheAliasesOfThoseThatAreLeft()
    {
        _random = new Random(99);
        _there = await site.Data.AnotherExhibitionAsync();
        var (a, b, c) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        var first = await site.Data.MergeAsync(a.Id, b.Id);
        foreach (var id in new[] { a.Id, b.Id })
        {
            await site.Data.CustomerElsewhereAsync(_there, id);
        }

        // The same two there, and the survivor into another one here.
        var columns = "jsonb_build_object('name', 'x', 'email', 'x@example.org', 'phone', '1', 'company', '', 'job_title', '', 'note', '', 'search_text', 'x', 'name_key', 'x', 'company_key', 'x')";
        Assert.Equal(["merged"], await site.Database.ListAsync($"select merge_customers({_there}, '{b.Id}', '{a.Id}', 0, 0, {columns}, 'admin', now(), gen_random_uuid())"));
        var second = await site.Data.MergeAsync(c.Id, a.Id);
        Assert.Equal([$"{a.Id} {c.Id}", $"{b.Id} {c.Id}", $"{c.Id} "], await AliasesAsync(a.Id, b.Id, c.Id));
        Assert.Equal(UndoMergeOutcome.Undone, await site.Data.UndoMergeAsync(c.Id, second));
        Assert.Equal(UndoMergeOutcome.Undone, await site.Data.UndoMergeAsync(a.Id, first));

        // That of the other exhibition is left.
        Assert.Equal([$"{a.Id} {b.Id}", $"{b.Id} ", $"{c.Id} "], await AliasesAsync(a.Id, b.Id, c.Id));
    }

    private MergedFields Fields()
    {
        MergeSource Any() => (MergeSource)_random.Next(2);
        return new(Any(), Any(), Any(), Any(), Any(), (MergeSource)_random.Next(3));
    }

    private async Task<string> MakeAsync()
    {
        var states = OutboxStates.OfMessages;
        var customer = await site.Data.CustomerAsync(
            email: _random.Next(4) == 0 ? "" : null, phone: _random.Next(4) == 0 ? "" : null, company: _random.Next(2) == 0 ? "" : $"Company {_random.Next(100)}", note: _random.Next(2) == 0 ? "" : $"Note {_random.Next(100)}\nand more",
            mailState: states[_random.Next(states.Count)], createdAt: DateTimeOffset.UtcNow.AddMinutes(-_random.Next(100_000)));
        for (var bill = _random.Next(4); bill > 0; bill--)
        {
            await site.Data.BillAsync(customer.Id, _random.Next(1, 100_000) / 100m, voidReason: _random.Next(3) == 0 ? "Wrong" : null);
        }

        var batch = new[] { "null", $"'{Batches[_random.Next(2)]}'" };
        await site.Database.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"""
            update outbox_messages set state = '{states[_random.Next(states.Count)]}', attempts = {_random.Next(4)} where customer_id = '{customer.Id}';
            insert into outbox_messages (exhibition_id, id, kind, customer_id, state, created_at, due_at, attempts, batch_id, sent_at)
            select 1, gen_random_uuid(), 'Welcome', '{customer.Id}', case when {_random.Next(2)} = 0 then 'Sent' else 'Failed' end, now(), now(), 1, {batch[_random.Next(2)]}, now()
            from generate_series(1, {_random.Next(2)});
            insert into mail_attempts (message_id, started_at, finished_at, recipient, error)
            select id, now(), now(), 'x@example.org', 'refused' from outbox_messages, generate_series(1, {_random.Next(3)}) where customer_id = '{customer.Id}';
            """));
        if (_random.Next(2) == 0)
        {
            var opened = await site.WithServiceAsync((CustomerService service) => service.OpenAsync(customer.Id));
            var details = ContactDetails.OfStored($"Edited {_random.Next(1000)}", customer.Email, customer.Phone);
            await site.WithServiceAsync((CustomerService service) => service.EditAsync(customer.Id, details, opened!.Value.Version, [], new Actor("somebody")));
        }

        if (_random.Next(2) == 0)
        {
            await site.WithServiceAsync((BadgeService service) => service.PrintAsync(customer.Id, null, new Actor("somebody")));
        }

        if (_random.Next(3) == 0)
        {
            await site.Data.CustomerElsewhereAsync(_there, customer.Id);
        }

        return customer.Id;
    }

    // Each row as text, but for the record of merges itself.
    private async Task<List<string>> ContentAsync()
    {
        var content = new List<string>();
        foreach (var table in await site.Database.ListAsync("select quote_ident(tablename)::text from pg_tables where schemaname = 'public' and tablename <> 'customer_merges' order by 1"))
        {
            var which = table == "audit_entries" ? "where kind not in ('customer.merged', 'customer.merge_undone')" : "";
            content.AddRange(await site.Database.ListAsync($"select '{table}: ' || t::text from {table} t {which} order by 1"));
        }

        return content;
    }

    private static void AssertSame(List<string> before, List<string> after, string where)
    {
        var (gone, come) = (before.Except(after).ToList(), after.Except(before).ToList());
        Assert.True(gone.Count == 0 && come.Count == 0 && before.Count == after.Count, $"{where}\nbefore:\n{string.Join('\n', gone)}\nafter:\n{string.Join('\n', come)}");
    }

    private async Task AssertConsistentAsync() => Assert.Empty(await site.Database.ListAsync("""
        select c.id::text from customers c
        where c.bill_count <> (select count(*) from bills b where b.exhibition_id = c.exhibition_id and b.customer_id = c.id and voided_at is null)
          or c.bill_total <> (select coalesce(sum(amount), 0) from bills b where b.exhibition_id = c.exhibition_id and b.customer_id = c.id and voided_at is null)
          or exists (select from bills b where b.exhibition_id = c.exhibition_id and b.customer_id = c.id and not starts_with(b.search_text, c.search_text || e'\n'))
        """));

    private async Task<List<string>> AliasesAsync(params string[] ids)
    {
        var aliases = new List<string>();
        foreach (var id in ids)
        {
            aliases.AddRange(await site.Database.ListAsync($"select id || ' ' || coalesce(survivor_id, '') from given_ids where id = '{id}'"));
        }

        return aliases;
    }
}
