using System.Globalization;
using Microsoft.Data.Sqlite;
using TransformerService.Shadow.Cascade;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Store;

namespace TransformerService.Micro;

/// <summary>
/// What a cascade gains on the findings of a shadow store, over many random splits: on one half it is calibrated, on the other its budget is
/// spent, text by text. Beside it, the same number of texts escalated at random.
/// </summary>
internal static class CascadeSplits
{
    public const string Name = "cascade";

    private const int Splits = 100;
    private const double Budget = 0.1;

    /// <summary>
    /// The bound is of the true rate, with a chance of 97.5 %. The rate of the later half differs from it by chance too, so that a correct
    /// bound holds there in about 95 of 100 splits, which depend on one another.
    /// </summary>
    private const int LeastHeld = 90;

    /// <summary>A bound that no budget reaches: the threshold is then the budget's.</summary>
    private const double Unreachable = 0.0001;

    /// <summary>Prints a row of a Markdown table, and ends with 1 where a bound is missed.</summary>
    /// <param name="label">The row's label.</param>
    /// <param name="path">An SQLite store.</param>
    /// <param name="model">The model.</param>
    public static async Task<int> RunAsync(string label, string path, string model)
    {
        await using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly }.ToString()
        );
        await connection.OpenAsync();
        await using var newest = connection.CreateCommand();
        newest.CommandText = "SELECT student FROM shadow_signs WHERE model = @model ORDER BY id DESC LIMIT 1";
        newest.Parameters.AddWithValue("model", model);
        var student = await newest.ExecuteScalarAsync() as string ?? "";
        var findings = (await StoredSigns.ReadAsync(connection, model, student, CancellationToken.None)).Findings;
        Split[] splits = [.. Enumerable.Range(0, Splits).Select(split => Measure([.. findings], new Random(split)))];
        if (splits.Length == 0 || splits.Any(static split => double.IsNaN(split.Gain)))
        {
            Console.WriteLine($"| {label} | {findings.Count} findings are too few |");
            return 1;
        }

        var gain = splits.Average(static split => split.Gain);
        var held = splits.Count(static split => split.Served <= split.Guaranteed);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {label} | {findings.Count} | {splits.Average(static split => split.Differing):0.000} | {splits.Average(static split => split.Escalated):0.000} | {splits.Max(static split => split.Escalated):0.000} | {splits.Average(static split => split.Served):0.000} | {gain:0.00} | {splits.Average(static split => split.OwnGain):0.00} | {splits.Average(static split => split.Guaranteed):0.000} | {held} of {Splits} |"
            )
        );
        return gain >= 2 && held >= LeastHeld && splits.All(static split => split.Escalated <= Budget + 1e-9) ? 0 : 1;
    }

    private static Split Measure(RiskFinding[] findings, Random random)
    {
        random.Shuffle(findings);
        var half = findings.Length / 2;
        RiskFinding[] known = [.. findings[..half].Select((finding, index) => finding with { IsForFit = index % 2 == 0 })];
        var later = findings[half..];
        if (RiskCalibration.Of(known, Budget, Unreachable, default) is not { } calibration)
        {
            return new Split(0, 0, 0, 0, double.NaN, double.NaN);
        }

        var differing = later.Count(static finding => finding.Differs);
        var (escalated, saved) = Spend(later, finding => calibration.Risk.Of(finding.Signs), calibration.Threshold);
        double[] own = [.. known.Select(static finding => RiskModel.Own.Of(finding.Signs)).Order()];
        var (ownEscalated, ownSaved) = Spend(
            later,
            static finding => RiskModel.Own.Of(finding.Signs),
            own[Math.Max(0, (int)Math.Ceiling((1 - Budget) * own.Length) - 1)]
        );

        // The bound covers the texts over the threshold whether or not the budget had room for them: those that it refused count apart.
        var served = later.Count(finding => finding.Differs && calibration.Risk.Of(finding.Signs) <= calibration.Threshold);
        return new Split(
            differing / (double)later.Length,
            escalated / (double)later.Length,
            served / (double)later.Length,
            calibration.Report.Bound.Guaranteed,
            Gain(escalated, saved),
            Gain(ownEscalated, ownSaved)
        );

        // Escalated at random, as many texts would save their share of those that differ.
        double Gain(int texts, int found) => found / (double)differing / (texts / (double)later.Length);
    }

    /// <summary>Escalates within the budget, in the order of the texts; returns the texts, and those of them that differ.</summary>
    private static (int Escalated, int Saved) Spend(RiskFinding[] texts, Func<RiskFinding, double> risk, double threshold)
    {
        var budget = new EscalationBudget(Budget, int.MaxValue);
        int escalated = 0,
            saved = 0;
        foreach (var text in texts)
        {
            var taken = budget.Take(1, risk(text) > threshold ? 1 : 0).Taken;
            budget.Done(taken, asked: true);
            escalated += taken;
            saved += text.Differs ? taken : 0;
        }

        return (escalated, saved);
    }

    /// <summary>The second half of one split.</summary>
    /// <param name="Differing">The share of texts on which the student differs.</param>
    /// <param name="Escalated">The share that was escalated.</param>
    /// <param name="Served">The share that differs though its risk is not over the threshold.</param>
    /// <param name="Guaranteed">The largest such share by the bound.</param>
    /// <param name="Gain">How many times more of those that differ were escalated than at random.</param>
    /// <param name="OwnGain">The same with the risk that the student itself states.</param>
    private sealed record Split(double Differing, double Escalated, double Served, double Guaranteed, double Gain, double OwnGain);
}
