using ExhibitionCrm.Web.Outbox;

namespace ExhibitionCrm.Tests.Outbox;

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
    public void Exponential_HoweverOften_GrowsToTheLongestAndStaysThere()
    {
        var (first, longest) = (TimeSpan.FromSeconds(1), TimeSpan.FromHours(2));
        var delays = Enumerable.Range(0, 200).Select(doublings => Backoff.Exponential(first, doublings, longest)).ToList();
        Assert.Equal(delays.Order(), delays);
        Assert.Equal((first, longest), (delays[0], delays[^1]));
        Assert.All(delays[13..], delay => Assert.Equal(longest, delay));
    }

    [Fact]
    public void Delays_Differ()
    {
        Assert.True(Enumerable.Range(0, 20).Select(_ => RetrySchedule.DelayAfter(1)).Distinct().Count() > 10);
    }

    [Theory]
    [InlineData(DeliveryOutcome.ServerDown)]
    [InlineData(DeliveryOutcome.PolicyRejected)]
    public void Pause_OfADeadServer_GrowsToAMinuteAndEndsWithAnAnswer(DeliveryOutcome failure)
    {
        var clock = new HandClock();
        var breaker = new CircuitBreaker(clock);
        double[] expected = [1, 2, 4, 8, 16, 32, 60, 60, 60];
        foreach (var seconds in expected)
        {
            breaker.Record(failure);
            Assert.InRange(breaker.OpenFor.TotalSeconds, seconds * 0.79, seconds * 1.21);
            Assert.True(breaker.IsTripped);
            clock.Now += breaker.OpenFor;
            Assert.Equal(TimeSpan.Zero, breaker.OpenFor);
        }

        breaker.Record(DeliveryOutcome.Deferred);
        Assert.False(breaker.IsTripped);
        Assert.Equal(TimeSpan.Zero, breaker.OpenFor);
    }

    [Fact]
    public void Pause_ForSingleInterruptedMails_IsNotMade()
    {
        var breaker = new CircuitBreaker(new HandClock());
        for (var i = 0; i < 10; i++)
        {
            breaker.Record(DeliveryOutcome.Interrupted);
            breaker.Record(DeliveryOutcome.Interrupted);
            Assert.False(breaker.IsTripped);
            breaker.Record(DeliveryOutcome.Sent);
        }

        breaker.Record(DeliveryOutcome.Interrupted);
        breaker.Record(DeliveryOutcome.Interrupted);
        breaker.Record(DeliveryOutcome.Interrupted);
        Assert.True(breaker.IsTripped);
    }

    [Fact]
    public void Proof_IsAMailTakenSinceTheLastFailure()
    {
        var breaker = new CircuitBreaker(new HandClock());
        Assert.False(breaker.IsProven);
        breaker.Record(DeliveryOutcome.Refused);
        Assert.False(breaker.IsProven);
        foreach (var failure in new[] { DeliveryOutcome.ServerDown, DeliveryOutcome.PolicyRejected, DeliveryOutcome.Interrupted })
        {
            breaker.Record(DeliveryOutcome.Sent);
            breaker.Record(DeliveryOutcome.Deferred);
            Assert.True(breaker.IsProven);
            breaker.Record(failure);
            Assert.False(breaker.IsProven);
        }
    }
}
