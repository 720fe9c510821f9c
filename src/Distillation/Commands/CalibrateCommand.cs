using System.CommandLine;
using System.Globalization;
using System.Xml.Linq;
using TransformerService.Distillation.Data;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Quality;
using TransformerService.Evaluation.Reporting;
using TransformerService.Evaluation.Reporting.Charts;
using TransformerService.Models.Quality;

namespace TransformerService.Distillation.Commands;

/// <summary><c>calibrate MODEL</c>: writes quality.json beside a translation model's student, so that its answers have a quality.</summary>
internal static class CalibrateCommand
{
    private const int DefaultMost = 1_000;

    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The model's folder, with its model.json." };
        var pairs = new Option<string[]>("--pairs")
        {
            Description = "Files of sentences that the model was not trained on: source<TAB>target, or JSON lines.",
            AllowMultipleArgumentsPerToken = true,
            Required = true,
        };
        var most = new Option<int>("--most")
        {
            Description = "The most sentences of each file, evenly from all of it.",
            DefaultValueFactory = _ => DefaultMost,
        };
        var svg = new Option<string?>("--svg") { Description = "Writes the reliability diagram of the sentences that were held out." };
        var command = new Command(
            "calibrate",
            "Calibrates the quality of a student's translations against the teacher's, and writes quality.json beside the student."
        )
        {
            model,
            pairs,
            most,
            svg,
        };
        command.SetAction(
            async (result, cancellationToken) =>
            {
                var sets = TestSetReader
                    .Pairs(result.GetRequiredValue(pairs))
                    .Select(set => set with { Items = Even(set.Items, result.GetValue(most)) })
                    .ToArray();
                var quality = await QualityCalibrator.RunAsync(result.GetRequiredValue(model), sets, cancellationToken);
                QualityJson.Write(quality.Folder, quality.Calibration);
                if (result.GetValue(svg) is { } path)
                {
                    await File.WriteAllTextAsync(path, Picture(quality) + "\n", cancellationToken);
                }

                foreach (var set in quality.HeldOut.GroupBy(sentence => sentence.Set).Append(All(quality.HeldOut)))
                {
                    await result.InvocationConfiguration.Output.WriteLineAsync(Line(quality.Calibration, set.Key, [.. set]));
                }

                return 0;
            }
        );
        return command;
    }

    private static IGrouping<string, RatedSentence> All(IReadOnlyList<RatedSentence> sentences) => sentences.GroupBy(_ => "all").First();

    private static string Line(QualityCalibration calibration, string name, RatedSentence[] sentences)
    {
        var error = Reliability.Error(Reliability.Of(calibration, sentences));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {sentences.Length} held out, mean quality {sentences.Average(one => calibration.Of(one.Signs)):0.000}, mean chrF {sentences.Average(one => one.ChrF):0.000}, calibration error {error:0.000}, rank correlation {Reliability.RankCorrelation(calibration, sentences):0.00}"
        );
    }

    private static TextPair[] Even(IReadOnlyList<TextPair> items, int most) =>
        items.Count <= most ? [.. items] : [.. Enumerable.Range(0, most).Select(place => items[(int)((long)place * items.Count / most)])];

    /// <summary>A picture has no page around it, and so its own style.</summary>
    private static XElement Picture(CalibratedQuality quality)
    {
        var drawn = SvgChart.Draw(Reliability.Draw(quality), "reliability");
        drawn.AddFirst(new XElement(drawn.Name.Namespace + "style", ReportStyle.Css));
        return drawn;
    }
}
