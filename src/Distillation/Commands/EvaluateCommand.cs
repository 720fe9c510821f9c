using System.CommandLine;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Reporting;
using TransformerService.Models;

namespace TransformerService.Distillation.Commands;

/// <summary><c>evaluate MODEL</c>: scores of a model's variants, and of a baseline, on test files; as a table, JSON and HTML.</summary>
internal static class EvaluateCommand
{
    private const string All = "all";

    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The model's folder, with its model.json." };
        var pairs = Files("--pairs", "Test files of a translation model: source<TAB>target, or JSON lines.");
        var labelled = Files("--labelled", "Test files of a classifier: text<TAB>label, where the label is a name or the class's number.");
        var outOfScope = new Option<string?>("--out-of-scope")
        {
            Description = "Texts that fit no class of a classifier, labelled as such.",
        };
        var label = new Option<string>("--out-of-scope-label")
        {
            Description = "The label of such texts.",
            DefaultValueFactory = _ => ScopeRule.DefaultLabel,
        };
        var threshold = new Option<double>("--threshold")
        {
            Description = "A text is turned away if the probability of its most likely label is below this; 0 to 1.",
            DefaultValueFactory = _ => ScopeRule.DefaultThreshold,
        };
        var variant = new Option<string>("--variant") { Description = "student, teacher, or all.", DefaultValueFactory = _ => All };
        var beams = new Option<int?>("--beams")
        {
            Description = "Beams, 1 (greedy) to 8; default: the value in each variant's generation_config.json.",
        };
        var baseline = new Option<string?>("--baseline")
        {
            Description = "Folder of another model, whose student was trained without a teacher.",
        };
        var float32 = Files("--float32", "Folders of the model's variants before they were made int8, e.g. teacher-float32.");
        var curves = Files("--curves", "Learning curves that the trainer wrote, for the report.");
        var json = new Option<string?>("--json") { Description = "Writes the report as JSON." };
        var html = new Option<string?>("--html") { Description = "Writes the report as one HTML page with charts." };
        var cards = new Option<string?>("--cards")
        {
            Description = "The model's recipe: writes a model card, README.md, into each variant's folder.",
        };
        variant.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "student", "teacher", All);
        var command = new Command("evaluate", "Runs a model's variants on test files, through the code that serves them, and scores them.")
        {
            model,
            pairs,
            labelled,
            outOfScope,
            label,
            threshold,
            variant,
            beams,
            baseline,
            float32,
            curves,
            json,
            html,
            cards,
        };
        command.SetAction(
            async (result, cancellationToken) =>
            {
                var request = new EvaluationRequest(result.GetRequiredValue(model))
                {
                    Pairs = result.GetValue(pairs) ?? [],
                    Labelled = result.GetValue(labelled) ?? [],
                    OutOfScope = result.GetValue(outOfScope),
                    Scope = new ScopeRule(result.GetRequiredValue(label), result.GetValue(threshold)),
                    Variant = Enum.TryParse(result.GetRequiredValue(variant), ignoreCase: true, out VariantRole role) ? role : null,
                    Beams = result.GetValue(beams),
                    Baseline = result.GetValue(baseline),
                    Float32 = result.GetValue(float32) ?? [],
                    Curves = result.GetValue(curves) ?? [],
                };
                List<ReportFile> files = [];
                if (result.GetValue(json) is { } jsonPath)
                {
                    files.Add(ReportFile.Prepare(jsonPath, ReportJson.Write));
                }

                if (result.GetValue(html) is { } htmlPath)
                {
                    files.Add(ReportFile.Prepare(htmlPath, ReportHtml.Write));
                }

                if (result.GetValue(cards) is { } recipeFile)
                {
                    var recipe = RecipeFile.Read(recipeFile);
                    files.AddRange(Cards(request, recipe, recipeFile));
                }

                var console = result.InvocationConfiguration;
                var report = await ModelEvaluation.RunAsync(request, console.Error, TimeProvider.System, cancellationToken);
                await console.Output.WriteAsync(ReportText.Write(report));
                foreach (var file in files)
                {
                    file.Write(report);
                }

                return 0;
            }
        );
        return command;
    }

    /// <summary>Prepares a card for each variant that is evaluated.</summary>
    private static IEnumerable<ReportFile> Cards(EvaluationRequest request, Recipe recipe, string recipeFile)
    {
        foreach (var role in ModelVariant.Roles(request.Model).Where(role => request.Variant is null || role == request.Variant))
        {
            var variant = ModelVariant.Find(request.Model, role);
            if (variant.Task == ModelTask.Translation != recipe is TranslationRecipe)
            {
                throw new EvaluationException($"{recipeFile} is a recipe for a different task than {request.Model}.");
            }

            var system = role == VariantRole.Teacher ? SystemRole.Teacher : SystemRole.Student;
            yield return ReportFile.Prepare(
                Path.Combine(variant.Definition.Folder, "README.md"),
                report => ModelCard.Write(system, report, recipe, recipeFile)
            );
        }
    }

    private static Option<string[]> Files(string name, string description) =>
        new(name) { Description = description, AllowMultipleArgumentsPerToken = true };
}
