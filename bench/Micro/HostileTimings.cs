using System.Diagnostics;
using System.Globalization;

namespace TransformerService.Micro;

/// <summary>
/// Measures how the time of every tokenizer, normaliser and splitter grows with a hostile text: time(2n) / time(n), for texts of one
/// repeated unit. The exit code is 1 if a ratio exceeds the limit in every repeated measurement, each with more runs.
/// </summary>
internal static class HostileTimings
{
    public const string Name = "hostile";

    private const double Limit = 3;
    private const int Rounds = 5;
    private const int RoundsAgain = 25;
    private const int Again = 3;
    private const int LeastCharacters = 8_000;
    private const int MostCharacters = 250_000; // a request may have twice as many
    private static readonly TimeSpan LeastTime = TimeSpan.FromMilliseconds(5);

    /// <param name="filter">Only targets whose name contains it.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string filter)
    {
        var over = 0;
        Console.WriteLine("| target | highest time(2n) / time(n) | for | n | time(n), ms |\n|---|--:|---|--:|--:|");
        foreach (var target in HostileTarget.All().Where(target => target.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)))
        {
            Growth[] all = [.. HostileTexts.Units.Select(unit => Measure(target, unit))];
            var worst =
                all.MaxBy(growth => (growth.Milliseconds * growth.Ratio >= 1, growth.Ratio))
                ?? throw new InvalidOperationException("There are units.");
            over += all.Count(growth => growth.IsOver);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {target.Name} | {worst.Ratio:0.00} | {worst.Unit} | {worst.Characters} | {worst.Milliseconds:0.00} |"
                )
            );
            foreach (var growth in all.Where(growth => growth.IsOver))
            {
                Console.Error.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{target.Name}: {growth.Ratio:0.00} for {growth.Unit}, {growth.Characters} characters"
                    )
                );
            }
        }

        return over == 0 ? 0 : 1;
    }

    private static Growth Measure(HostileTarget target, HostileTexts unit)
    {
        var characters = LeastCharacters;
        target.Run(unit.Text(characters)); // so that it is compiled
        while (characters < MostCharacters && Milliseconds(target, unit.Text(characters), TimeSpan.Zero) < LeastTime.TotalMilliseconds)
        {
            characters *= 2;
        }

        characters = Math.Min(characters, MostCharacters);
        string once = unit.Text(characters),
            twice = unit.Text(2 * characters);
        var growth = Ratio(Rounds);
        for (var again = 0; growth.IsOver && again < Again; again++)
        {
            growth = Ratio(RoundsAgain);
        }

        return growth;

        // In turn, because other work on the machine would distort runs made one after the other.
        Growth Ratio(int rounds)
        {
            var times = new double[rounds];
            var ratios = new double[rounds];
            for (var round = 0; round < rounds; round++)
            {
                times[round] = Milliseconds(target, once, LeastTime);
                ratios[round] = Milliseconds(target, twice, LeastTime) / times[round];
            }

            Array.Sort(times);
            Array.Sort(ratios);
            return new Growth(unit.Name, characters, times[rounds / 2], ratios[rounds / 2]);
        }
    }

    /// <summary>Returns the time of a run, averaged over enough turns to be measurable.</summary>
    private static double Milliseconds(HostileTarget target, string text, TimeSpan least)
    {
        var turns = 0;
        var start = Stopwatch.GetTimestamp();
        do
        {
            target.Run(text);
            turns++;
        } while (Stopwatch.GetElapsedTime(start) < least);

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / turns;
    }

    private sealed record Growth(string Unit, int Characters, double Milliseconds, double Ratio)
    {
        /// <summary>Under a millisecond for the longest text is harmless, and its ratio only shows cache effects.</summary>
        public bool IsOver => Ratio >= Limit && Milliseconds * Ratio >= 1;
    }
}
