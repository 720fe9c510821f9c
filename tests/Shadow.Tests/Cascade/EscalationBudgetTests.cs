using CsCheck;
using Shouldly;
using TransformerService.Shadow.Cascade;
using Xunit;

namespace TransformerService.Shadow.Tests.Cascade;

public sealed class EscalationBudgetTests
{
    private static readonly Gen<(int Served, int Wanted, string Caller)[]> Calls = Gen.Select(
            Gen.Int[1, 300],
            Gen.Int[0, 300],
            Gen.Int[0, 3]
        )
        .Select((served, wanted, caller) => (served, Math.Min(served, wanted), $"c{caller}"))
        .Array[1, 60];

    [Fact]
    public void Take_AnyCallsAtOnce_NeverExceedsTheShareNorTheCap() =>
        Gen.Select(Gen.Double[0, 0.5], Gen.Int[1, 40], Calls)
            .Sample(
                (share, cap, calls) =>
                {
                    var budget = new EscalationBudget(share, cap);
                    long served = 0,
                        taken = 0,
                        atTeacher = 0,
                        most = 0;
                    Parallel.ForEach(
                        calls,
                        new ParallelOptions { MaxDegreeOfParallelism = 8 },
                        call =>
                        {
                            // Counted before it takes, so that the sum is never behind.
                            Interlocked.Add(ref served, call.Served);
                            (var here, _) = budget.Take(call.Served, call.Wanted, call.Caller);
                            here.ShouldBeInRange(0, call.Wanted);
                            Interlocked.Add(ref taken, here).ShouldBeLessThanOrEqualTo((long)(share * Interlocked.Read(ref served)));
                            InterlockedMax(ref most, Interlocked.Add(ref atTeacher, here));
                            Interlocked.Add(ref atTeacher, -here);
                            budget.Done(here, asked: true);
                        }
                    );
                    most.ShouldBeLessThanOrEqualTo(cap);
                    taken.ShouldBeLessThanOrEqualTo((long)(share * served));
                },
                iter: 200
            );

    [Fact]
    public void Take_SteadyTraffic_UsesTheWholeShare()
    {
        var budget = new EscalationBudget(0.1, 5);
        var taken = 0;
        for (var call = 0; call < 1000; call++)
        {
            (var here, _) = budget.Take(1, 1);
            taken += here;
            budget.Done(here, asked: true);
        }

        taken.ShouldBeInRange(99, 100);
    }

    [Fact]
    public void Take_AfterQuietTraffic_BoundsTheBurst()
    {
        var budget = new EscalationBudget(0.1, 1000);
        budget.Take(1_000_000, 0).ShouldBe((0, 0));
        budget.Take(1, 500).ShouldBe((EscalationBudget.MostSaved, 0));
    }

    [Fact]
    public void Take_CallerWhoseTextsAreAllRisky_LeavesOthersWhatTheyEarn()
    {
        var budget = new EscalationBudget(0.1, 1000);
        int greedy = 0,
            modest = 0;
        for (var call = 0; call < 1000; call++)
        {
            greedy += Take("greedy", 9, 9);
            modest += Take("modest", 1, call % 20 == 0 ? 1 : 0); // half of what its texts earn
        }

        modest.ShouldBeInRange(48, 50);
        (greedy + modest).ShouldBeInRange(985, 1000, "what the others leave is not lost");

        int Take(string caller, int served, int wanted)
        {
            (var taken, _) = budget.Take(served, wanted, caller);
            budget.Done(taken, asked: true, caller);
            return taken;
        }
    }

    [Fact]
    public void Take_ManyCallers_KeepsFewOfThem()
    {
        var budget = new EscalationBudget(0.1, 1000);
        for (var caller = 0; caller < 100_000; caller++)
        {
            budget.Take(1, 0, $"c{caller}").ShouldBe((0, 0));
        }

        budget.Take(0, 500, "new").ShouldBe((EscalationBudget.MostSaved / 2, 0));
    }

    [Fact]
    public void Take_NoRoomAtTheTeacher_SaysSoAndSpendsNothing()
    {
        var budget = new EscalationBudget(0.5, 2);
        budget.Take(20, 6).ShouldBe((2, 4));
        budget.Take(0, 6).ShouldBe((0, 6));
        budget.Done(2, asked: false);
        budget.Take(0, 20).ShouldBe((2, 8));
    }

    [Fact]
    public void Take_NoBudget_EscalatesNothing() => new EscalationBudget(0, 5).Take(1_000_000, 5).ShouldBe((0, 0));

    [Fact]
    public void Threshold_OfRecentRisks_IsThatOfTheBudget()
    {
        var risks = new RecentRisks(0.1);
        risks.Threshold.ShouldBe(RecentRisks.First);
        for (var number = 0; number < 100; number++)
        {
            risks.Add(number / 100.0);
        }

        risks.Threshold.ShouldBe(0.89, 1e-9);
        for (var number = 0; number < 2000; number++)
        {
            risks.Add(0.25);
        }

        risks.Threshold.ShouldBe(0.25);
    }

    private static void InterlockedMax(ref long target, long value)
    {
        long seen;
        while (value > (seen = Interlocked.Read(ref target)) && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
            // Another one changed it.
        }
    }
}
