using System.Globalization;
using TransformerService.Distillation.Reporting;

namespace TransformerService.Distillation.Improvement;

/// <summary>Writes the README.md of an improved version: what changed, why, and by what numbers. It quotes no text of the traffic.</summary>
internal static class ImprovementCard
{
    /// <param name="options">How it was trained.</param>
    /// <param name="task">The recipe, and the words for its task.</param>
    /// <param name="next">The old version and the new number.</param>
    /// <param name="traffic">The export.</param>
    /// <param name="counts">How many texts it learned.</param>
    /// <param name="judgement">The comparisons.</param>
    public static string Write(
        ImprovementOptions options,
        IImprovedTask task,
        NextVersion next,
        Traffic traffic,
        ImprovementCounts counts,
        Judgement judgement
    )
    {
        var recipe = task.Recipe;
        var old = next.Current.Definition.Current;
        var card = new CardBuilder(task.Words.Tag, $"{options.Model}, student, version {next.Number}", recipe.Description);
        card.Heading("What changed");
        card.Line(
            $"Version {old.Number} (`{old.ShortHash}`) was trained further on live traffic: texts on which it differed from its teacher, and a random sample."
        );
        card.Line();
        card.Line($"- Export: {traffic.Summary}");
        card.Line(
            $"- Training: {counts.Fresh} new texts, and {counts.Replayed} texts of the recipe's corpora and of earlier improvements, which are {Number(options.Replay * 100)} % of each epoch; up to {options.Epochs} epochs at {Number(options.Rate)} of the recipe's learning rate, the epoch chosen on {counts.Development} new texts and {counts.Validation} of the recipe's."
        );
        card.Line($"- Labels: {task.Words.Labels}");
        card.Line("- Int8 with static scales, as the recipe's student.");
        card.Heading("Why: old and new version");
        Table(judgement, card.Line);
        card.Line();
        card.Line(
            $"Traffic: how often the answer differs from the teacher's, on texts that no version was trained on; each text counts for as many as it represents. {task.Words.Measure} Gain: with its 95 % interval, by paired bootstrap resampling; p: exact one-sided sign test."
        );
        card.Heading("Data");
        card.Items([.. recipe.Description.Data, "Live traffic of the service, redacted, with the teacher's answers"]);
        card.Heading("Known weaknesses");
        card.Items(recipe.Description.Weaknesses);
        return card.ToString();
    }

    /// <summary>Writes the comparisons as a table.</summary>
    public static void Table(Judgement judgement, Action<string> line)
    {
        line("| set | texts | old | new | gain | repaired | broken | p |");
        line("|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var set in judgement.Sets)
        {
            var rates = set.Rates;
            line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {set.Name} | {rates.Texts} | {rates.Old:0.0000} | {rates.New:0.0000} | {rates.Gain:0.0000} [{rates.Lower:0.0000}, {rates.Upper:0.0000}] | {rates.Repaired} | {rates.Broken} | {rates.PValue:0.0000} |"
                )
            );
        }
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
