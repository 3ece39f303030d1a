using ExhibitionCrm.Web.Mail;

namespace ExhibitionCrm.Tests.Mail;

public sealed class RetryTests
{
    [Fact]
    public void Delays_Grow_AndEndAfterTwoDays()
    {
        var total = TimeSpan.Zero;
        for (var attempts = 1; RetrySchedule.DelayAfter(attempts) is not null; attempts++)
        {
            // The mean of the jitter.
            var mean = Enumerable.Range(0, 2000).Average(_ => RetrySchedule.DelayAfter(attempts)!.Value.TotalSeconds);
            var expected = Math.Min(30 * Math.Pow(2, attempts - 1), 4 * 3600);
            Assert.InRange(mean, expected * 0.97, expected * 1.03);
            total += TimeSpan.FromSeconds(expected);
        }

        Assert.InRange(total.TotalHours, 46, 50);
    }

    [Fact]
    public void Delays_Differ()
    {
        Assert.True(Enumerable.Range(0, 20).Select(_ => RetrySchedule.DelayAfter(1)).Distinct().Count() > 10);
    }

    [Fact]
    public void Pause_OfADeadServer_GrowsToAMinuteAndEndsWithAnAnswer()
    {
        var clock = new HandClock();
        var pause = new ServerPause(clock);
        double[] expected = [1, 2, 4, 8, 16, 32, 60, 60, 60];
        foreach (var seconds in expected)
        {
            pause.Learn(DeliveryOutcome.ServerDown);
            Assert.InRange(pause.Remaining.TotalSeconds, seconds * 0.79, seconds * 1.21);
            Assert.True(pause.IsProbing);
            clock.Now += pause.Remaining;
            Assert.Equal(TimeSpan.Zero, pause.Remaining);
        }

        pause.Learn(DeliveryOutcome.Deferred);
        Assert.False(pause.IsProbing);
        Assert.Equal(TimeSpan.Zero, pause.Remaining);
    }

    [Fact]
    public void Pause_ForSingleInterruptedMails_IsNotMade()
    {
        var pause = new ServerPause(new HandClock());
        for (var i = 0; i < 10; i++)
        {
            pause.Learn(DeliveryOutcome.Interrupted);
            pause.Learn(DeliveryOutcome.Interrupted);
            Assert.False(pause.IsProbing);
            pause.Learn(DeliveryOutcome.Sent);
        }

        pause.Learn(DeliveryOutcome.Interrupted);
        pause.Learn(DeliveryOutcome.Interrupted);
        pause.Learn(DeliveryOutcome.Interrupted);
        Assert.True(pause.IsProbing);
    }

    private sealed class HandClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
