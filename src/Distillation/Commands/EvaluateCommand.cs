using System.CommandLine;
using System.Globalization;
using TransformerService.Distillation.Data;
using TransformerService.Distillation.Evaluation;
using TransformerService.Models;

namespace TransformerService.Distillation.Commands;

/// <summary><c>evaluate MODEL --pairs FILE</c>: BLEU and chrF of a model on test files.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The model's folder, with its model.json." };
        var pairs = new Option<string[]>("--pairs") { Description = "Test files of pairs, source<TAB>target.", Required = true, AllowMultipleArgumentsPerToken = true };
        var variant = new Option<VariantRole>("--variant") { Description = "student or teacher.", DefaultValueFactory = _ => VariantRole.Student };
        var beams = new Option<int>("--beams") { Description = "Beams; 1 is greedy.", DefaultValueFactory = _ => 1 };
        var command = new Command("evaluate", "Translates test files with a model, through the code that serves it, and scores it.") { model, pairs, variant, beams };
        command.SetAction(async (result, cancellationToken) =>
        {
            using TranslationEvaluator evaluator = TranslationEvaluator.Open(result.GetRequiredValue(model), result.GetValue(variant));
            foreach (string file in result.GetRequiredValue(pairs))
            {
                List<TextPair> set = [.. new CorpusReader(new CorpusReaderOptions()).ReadPairs(file)];
                TranslationScore score = await evaluator.ScoreAsync(set, result.GetValue(beams), TimeProvider.System, cancellationToken);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Path.GetFileName(file)}: BLEU {score.Bleu:0.0}  chrF2 {score.ChrF:0.0}  {score.Sentences} sentences  {score.Tokens / score.Seconds:0} tokens/s"));
            }

            return 0;
        });
        return command;
    }
}
