using System.Globalization;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Recipes;
using TransformerService.Evaluation.Reporting;

namespace TransformerService.Distillation.Reporting;

/// <summary>Writes the README.md of a variant that a recipe made.</summary>
internal static class ModelCard
{
    /// <summary>Writes the card of a variant.</summary>
    /// <param name="role">The variant.</param>
    /// <param name="report">Scores of the variant and of those it is compared with.</param>
    /// <param name="recipe">The recipe that it was made with.</param>
    /// <param name="recipeFile">The recipe's file.</param>
    public static string Write(SystemRole role, EvaluationReport report, Recipe recipe, string recipeFile)
    {
        var name = EvaluationRow.Name(role);
        var model = role == SystemRole.Teacher ? recipe.Teacher : recipe.Student ?? recipe.Teacher;
        EvaluationRow? row = report.Rows.FirstOrDefault(row => row.System == role);
        var title = $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(report.Model))}, {name}";
        var card = recipe is TranslationRecipe translation
            ? new CardBuilder("translation", title, recipe.Description, translation.SourceLanguage, translation.TargetLanguage)
            : new CardBuilder("text-classification", title, recipe.Description);
        card.Heading("Data");
        card.Items(recipe.Description.Data);
        card.Heading("Recipe");
        card.Line(Shape(recipe, model, row));
        card.Line();
        card.Line(HowTrained(role, recipe));
        card.Line();
        card.Line("```bash");
        card.Line($"dotnet run --project src/Distillation -c Release -- run {recipeFile} --data DIR");
        card.Line("```");
        card.Heading("Scores");
        foreach (var table in ReportTables.Of(report))
        {
            Table(table);
        }

        foreach (var note in report.Notes)
        {
            card.Line($"- {note}");
        }

        card.Heading("Known weaknesses");
        card.Items(recipe.Description.Weaknesses);
        return card.ToString();

        void Table(ReportTable table)
        {
            card.Line($"| {string.Join(" | ", table.Columns.Select(column => column.Title))} |");
            card.Line($"|{string.Concat(table.Columns.Select(column => column.IsNumber ? "---:|" : "---|"))}");
            foreach (var cells in table.Rows)
            {
                card.Line($"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |");
            }

            card.Line();
        }
    }

    private static string Shape(Recipe recipe, TransformerRecipe model, EvaluationRow? row)
    {
        var layers =
            recipe is TranslationRecipe
                ? $"{model.EncoderLayers} encoder and {model.DecoderLayers} decoder layers{(model.Decoder == DecoderType.Ssru ? ", the latter with SSRUs (Kim et al. 2019) in place of self-attention, which Optimum and transformers.js cannot run" : "")}"
                : $"{model.EncoderLayers} layers";
        var size = row is null
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $" {(row.Precision == WeightPrecision.Int8 ? "int8 weights and activations with static scales, exact on every processor" : "float32")}, {row.FolderBytes / 1e6:0.0} MB with the tokenizer."
            );
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(recipe is TranslationRecipe ? "MarianMT" : "DistilBERT")} shape: {layers}, {model.ModelSize} features, {model.Heads} heads, {model.FeedForward} inside the feed-forward networks, {recipe.Pieces} pieces.{size}"
        );
    }

    private static string HowTrained(SystemRole role, Recipe recipe)
    {
        if (role == SystemRole.Teacher)
        {
            return recipe is ClassificationRecipe { From: not null }
                ? "Began with the weights of a pretrained encoder, and was trained on the corpora's own labels."
                : "Trained on the corpora's own labels or references.";
        }

        List<string> ways = recipe switch
        {
            TranslationRecipe { Distillation: var distillation } translation =>
            [
                $"the teacher's output for every source, found by beam {distillation.Beams}"
                    + (
                        distillation.Interpolate
                            ? ", of the beams the one nearest to the reference (Kim and Rush 2016)"
                            : " (Kim and Rush 2016)"
                    ),
                .. distillation.KeepReferencesOf.Select(file => $"the translations of {Path.GetFileName(file)} as they are"),
                .. distillation.WordLevel > 0 ? (string[])["the teacher's distribution over the pieces"] : [],
                .. translation.Student is { BeginWithTeacher: true } ? (string[])["beginning with layers of the teacher itself"] : [],
            ],
            ClassificationRecipe { Distillation: var distillation, General: var general } =>
            [
                .. general is not null
                    ? (string[])["in general from the pretrained encoder, on unlabelled texts, before the task (TinyBERT's stages)"]
                    : [],
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the teacher's soft labels at temperature {distillation.Temperature} (Hinton et al. 2015)"
                ),
                .. distillation.Augmentation is not null ? (string[])["also on masked and cut texts (Tang et al. 2019)"] : [],
                .. distillation.Unlabelled > 0 ? (string[])["also on unlabelled texts"] : [],
                .. distillation.HiddenStates > 0 ? (string[])["its hidden states (TinyBERT)"] : [],
                .. distillation.Attention > 0 ? (string[])["its attention (MiniLM)"] : [],
                .. distillation.Relations > 0 ? (string[])["its relations (MiniLMv2)"] : [],
            ],
            _ => [],
        };
        return $"Distilled from the teacher beside it. It learned {string.Join("; ", ways)}.";
    }
}
