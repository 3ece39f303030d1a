using ExhibitionCrm.Web.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ExhibitionCrm.Tests.Outbox;

/// <summary>How processes share the queue. No worker runs here: the tests do its part.</summary>
public sealed class OutboxQueueTests : IAsyncLifetime
{
    private CrmSite _site = null!;

    private OutboxQueue Claims => QueueOf(_site, lanes: 100);

    public async Task InitializeAsync() => _site = await CrmSite.StartAsync();

    public async Task DisposeAsync() => await ((IAsyncDisposable)_site).DisposeAsync();

    [Fact]
    public async Task Claim_ByManyAtOnce_GivesEachMailToOne()
    {
        for (var i = 0; i < 40; i++)
        {
            await _site.Data.CustomerAsync();
        }

        var claimed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var mine = new List<Guid>();
            while (await Claims.ClaimAsync(default) is { } mail)
            {
                mine.Add(mail.Id);
            }

            return mine;
        })));
        Assert.Equal(40, claimed.Sum(c => c.Count));
        Assert.Equal(40, claimed.SelectMany(c => c).Distinct().Count());
    }

    [Fact]
    public async Task Claim_ByTwoProcessesWithThreeLanes_GivesThreeMailsAtOnceToBothTogether()
    {
        await using var second = await CrmSite.StartAsync([.. _site.AllSettings().Select(s => (s.Key, s.Value))]);
        OutboxQueue[] queues = [QueueOf(_site, lanes: 3), QueueOf(second, lanes: 3)];
        for (var i = 0; i < 30; i++)
        {
            await _site.Data.CustomerAsync();
        }

        // Who asks at the same moment counts those who are just being told yes.
        for (var round = 0; round < 5; round++)
        {
            var claimed = (await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => queues[i % 2].ClaimAsync(default))))).OfType<ClaimedMessage>().ToList();

            Assert.Equal(3, claimed.Count);
            foreach (var mail in claimed)
            {
                await queues[0].CompleteAsync(mail, NextStep.Sent, null);
            }
        }
    }

    [Fact]
    public async Task Lane_OfOneProcess_IsAnothersOnceItIsGivenBackOrTheProcessDied()
    {
        var (one, other) = (QueueOf(_site, lanes: 1), QueueOf(_site, lanes: 1));
        for (var i = 0; i < 4; i++)
        {
            await _site.Data.CustomerAsync();
        }

        var first = (await one.ClaimAsync(default))!;
        Assert.Null(await other.ClaimAsync(default));
        await one.CompleteAsync(first, new NextStep(OutboxState.Queued, TimeSpan.FromMinutes(1)), "451 later");
        var second = await other.ClaimAsync(default);
        Assert.NotNull(second);
        Assert.Null(await one.ClaimAsync(default));

        // The lease of the process that died is over; its mail comes first.
        await _site.Database.ExecuteAsync("update outbox_messages set due_at = '2000-01-01' where state = 'Sending'");
        Assert.Equal(second.Id, (await one.ClaimAsync(default))!.Id);
        Assert.Null(await other.ClaimAsync(default));
    }

    [Fact]
    public async Task Claim_BesideOneThatIsUnderWay_WaitsForNobody()
    {
        var first = await _site.Data.CustomerAsync(createdAt: DateTimeOffset.UtcNow.AddHours(-1));
        var second = await _site.Data.CustomerAsync();
        await using var other = new NpgsqlConnection(_site.Database.ConnectionString);
        await other.OpenAsync();
        await using var claim = new NpgsqlCommand($"begin; select from outbox_messages where customer_id = '{first.Id}' for update", other);
        await claim.ExecuteNonQueryAsync();

        Assert.Equal(second.Id, (await Claims.ClaimAsync(default).WaitAsync(TimeSpan.FromSeconds(10)))!.CustomerId);
    }

    [Fact]
    public async Task Claim_WhileTheLeaseHolds_IsNotGivenToAnother()
    {
        var customer = await _site.Data.CustomerAsync();
        var claim = await Claims.ClaimAsync(default);
        Assert.NotNull(claim);
        Assert.Null(await Claims.ClaimAsync(default));
        Assert.True((await _site.MailOfAsync(customer)).DueAt - DateTimeOffset.UtcNow > 3 * TimeSpan.FromSeconds(30));
        Assert.Equal(OutboxState.Queued, await _site.StateShownAsync(customer));
    }

    [Fact]
    public async Task Claim_OfAProcessThatDied_IsTakenOverAfterTheLease()
    {
        var customer = await _site.Data.CustomerAsync();
        await Claims.ClaimAsync(default);
        await _site.MakeDueAsync();

        var second = await Claims.ClaimAsync(default);
        Assert.Equal(2, second!.Attempts);
        await Claims.CompleteAsync(second, NextStep.Sent, null);
        Assert.Equal(OutboxState.Sent, await _site.StateShownAsync(customer));

        using var staff = await _site.SignInAsync(ExhibitionCrm.Web.Security.Roles.Viewer);
        var page = await staff.GetPageAsync($"/mail/{second.Id}");
        Assert.Contains("Interrupted", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Complete_AfterTheLeaseWentToAnother_ChangesOnlyItsOwnAttempt(bool isRequeued)
    {
        var customer = await _site.Data.CustomerAsync();
        var late = (await Claims.ClaimAsync(default))!;
        await _site.MakeDueAsync();
        if (isRequeued)
        {
            // The same attempt number again.
            await _site.Database.ExecuteAsync("update outbox_messages set state = 'Queued', attempts = 0");
        }

        var newer = (await Claims.ClaimAsync(default))!;
        await Claims.CompleteAsync(late, NextStep.Failed, "550 no");
        Assert.Equal((OutboxState.Sending, null), (await _site.MailOfAsync(customer)) is var m ? (m.State, m.LastError) : default);
        Assert.Equal(OutboxState.Queued, await _site.StateShownAsync(customer));
        Assert.Equal("550 no", (await _site.AttemptsOfAsync(customer))[0].Error);

        await Claims.CompleteAsync(newer, NextStep.Sent, null);
        Assert.Equal(OutboxState.Sent, (await _site.MailOfAsync(customer)).State);
    }

    [Fact]
    public async Task Complete_OfWhatDoesNotCount_KeepsTheFirstAndTheLastOfTheSameError()
    {
        var customer = await _site.Data.CustomerAsync();
        var waits = new NextStep(OutboxState.Queued, TimeSpan.Zero, Counts: false);
        await Claims.CompleteAsync((await Claims.ClaimAsync(default))!, waits with { Counts = true }, "451 later");
        foreach (var error in new[] { "421 down", "421 down", "421 down", "554 listed", "421 down" })
        {
            await Claims.CompleteAsync((await Claims.ClaimAsync(default))!, waits, error);
        }

        Assert.Equal(1, (await _site.MailOfAsync(customer)).Attempts);
        Assert.Equal(["451 later", "421 down", "554 listed", "421 down"], (await _site.AttemptsOfAsync(customer)).Select(a => a.Error));
    }

    [Fact]
    public async Task Complete_OfADeletedCustomer_DoesNothing()
    {
        var customer = await _site.Data.CustomerAsync();
        var claim = (await Claims.ClaimAsync(default))!;
        await _site.Database.ExecuteAsync($"delete from customers where id = '{customer.Id}'");
        await Claims.CompleteAsync(claim, NextStep.Sent, null);
        Assert.Equal(0, await _site.ReadAsync(db => db.DeliveryAttempts.CountAsync(a => a.MessageId == claim.Id)));
    }

    [Fact]
    public async Task Claim_TakesTheOneDueLongestFirst()
    {
        var newer = await _site.Data.CustomerAsync();
        var older = await _site.Data.CustomerAsync(createdAt: DateTimeOffset.UtcNow.AddHours(-1));
        var future = await _site.Data.CustomerAsync(createdAt: DateTimeOffset.UtcNow.AddHours(1));
        Assert.Equal(older.Id, (await Claims.ClaimAsync(default))!.CustomerId);
        Assert.Equal(newer.Id, (await Claims.ClaimAsync(default))!.CustomerId);
        Assert.Null(await Claims.ClaimAsync(default));
        Assert.Equal(OutboxState.Queued, (await _site.MailOfAsync(future)).State);
    }

    private static OutboxQueue QueueOf(CrmSite site, int lanes) => ActivatorUtilities.CreateInstance<OutboxQueue>(
        site.Services, site.Services.GetRequiredService<OutboxOptions>() with { MaxConcurrency = lanes });
}
