using CsCheck;
using Shouldly;
using Xunit;
using static TransformerService.Inference.Batching.Feasibility;

namespace TransformerService.Inference.Tests.Batching;

public sealed class FeasibilityTests
{
    [Fact]
    public void WorkUntil_AnyRequests_IsWhatSharingInEqualPartsGives() =>
        Gen.Int[1, 40]
            .Array[1, 6]
            .Array[1, 5]
            .Sample(callers =>
            {
                for (var caller = 0; caller < callers.Length; caller++)
                {
                    for (var request = 0; request < callers[caller].Length; request++)
                    {
                        IReadOnlyList<Waiting>[] waiting =
                        [
                            .. callers.Select(works => (IReadOnlyList<Waiting>)[.. works.Select(work => new Waiting(work, null, true))]),
                        ];
                        WorkUntil(waiting, caller, callers[caller][request]).ShouldBe(Simulate(callers, caller, request), 0.5);
                    }
                }
            });

    [Fact]
    public void Fits_OwnTimeTooShort_IsRefused()
    {
        IReadOnlyList<IReadOnlyList<Waiting>> callers =
        [
            [Large(100, null)],
            [],
        ];
        Fits(callers, 1, Large(10, 20), OneASecond).ShouldBeTrue("the two share");
        Fits(callers, 1, Large(10, 19), OneASecond).ShouldBeFalse();
        Fits(callers, 0, Large(10, 20), OneASecond).ShouldBeTrue("the caller's own requests share too");
    }

    [Fact]
    public void Fits_OneThatWasLetInWouldBeLate_IsRefused()
    {
        IReadOnlyList<IReadOnlyList<Waiting>> callers =
        [
            [Large(20, 25)],
        ];
        Fits(callers, 0, Large(5, 100), OneASecond).ShouldBeTrue();
        Fits(callers, 0, Large(6, 100), OneASecond).ShouldBeFalse();
        Fits(callers, 0, new Waiting(6, TimeSpan.FromSeconds(100), IsLarge: false), OneASecond)
            .ShouldBeTrue("small requests are not refused for it");
        Fits(
                [
                    [Large(20, 15)],
                ],
                0,
                Large(6, 100),
                OneASecond
            )
            .ShouldBeTrue("it is late anyway");
    }

    private static TimeSpan OneASecond(double work) => TimeSpan.FromSeconds(work);

    private static Waiting Large(double work, double? seconds) =>
        new(work, seconds is { } time ? TimeSpan.FromSeconds(time) : null, IsLarge: true);

    /// <summary>
    /// The work done when a request ends, in small steps: each caller gets as much, and each of its requests as much of that.
    /// </summary>
    private static double Simulate(int[][] callers, int caller, int request)
    {
        const double Step = 0.01;
        double[][] left = [.. callers.Select(works => works.Select(work => (double)work).ToArray())];
        double done = 0;
        while (left[caller][request] > 0)
        {
            foreach (var works in left.Where(works => works.Any(work => work > 0)))
            {
                var active = works.Count(work => work > 0);
                for (var index = 0; index < works.Length; index++)
                {
                    if (works[index] > 0)
                    {
                        var part = Math.Min(works[index], Step / active);
                        works[index] -= part;
                        done += part;
                    }
                }
            }
        }

        return done;
    }
}
