// Measures how much a model's logits differ between two kinds of processor.
//   Kernels record MODEL student|teacher TEXTS FILE    runs the texts, one per line, and writes each step's logits
//   Kernels compare FILE OTHER                         prints the differences between two such files
using System.Globalization;
using TransformerService.Distillation.Evaluation;
using TransformerService.Inference.Classification;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Decoding;
using TransformerService.Inference.Sessions;
using TransformerService.Inference.Translation;
using TransformerService.Inference.Variants;
using TransformerService.Kernels;
using TransformerService.Models;

switch (args)
{
    case ["record", var model, var role, var texts, var file]:
        Record(ModelVariant.Find(model, Enum.Parse<VariantRole>(role, ignoreCase: true)), File.ReadAllLines(texts), file, null);
        return 0;
    case ["record", var model, var role, var texts, var file, var followed]:
        Record(ModelVariant.Find(model, Enum.Parse<VariantRole>(role, ignoreCase: true)), File.ReadAllLines(texts), file, followed);
        return 0;
    case ["compare", var one, var other]:
        Compare(LogitsFile.Read(one), LogitsFile.Read(other));
        return 0;
    default:
        await Console.Error.WriteLineAsync(
            "Kernels record MODEL student|teacher TEXTS FILE [FOLLOWED], or Kernels compare FILE OTHER; see bench/kernels.sh."
        );
        return 2;
}

// A run on the second kind of processor follows the tokens of the first, so that both have the same steps.
static void Record(ModelVariant variant, string[] texts, string file, string? followed)
{
    Console.WriteLine($"{Processor.Description}");
    var before = followed is null ? null : LogitsFile.Read(followed);
    var factory = new OnnxSessionFactory(ExecutionProvider.Cpu, intraOpThreads: 1);
    using var model = LoadedVariant.Load(variant.Definition.Folder, variant.Export, factory, new InferenceOptions());
    List<RecordedText> records = [];
    for (var text = 0; text < texts.Length; text++)
    {
        if (model is ClassificationModel classifier)
        {
            records.Add(
                new RecordedText(
                    [],
                    [Array.ConvertAll(classifier.Logits([classifier.Encode(texts[text], null)], default)[0], logit => (float)logit)]
                )
            );
            continue;
        }

        var translation = (TranslationModel)model;
        var settings = translation.Generation with { NumBeams = 1, NumReturnSequences = 1, MaxLength = 64 };
        List<float[]> steps = [];
        var search = new RecordedSearch(
            before is null ? new GreedySearch(settings) : new ForcedSearch(settings, before[text].Tokens),
            steps
        );
        translation.Run([translation.Encode(texts[text]).Ids], [search], default);
        records.Add(new RecordedText([.. search.Results()[0].Tokens], steps));
    }

    LogitsFile.Write(file, records);
}

static void Compare(IReadOnlyList<RecordedText> one, IReadOnlyList<RecordedText> other)
{
    double largest = 0;
    List<double> byStep = [];
    int steps = 0,
        otherwise = 0;
    double largestLead = 0,
        largestLeadChange = 0;
    foreach ((var first, var second) in one.Zip(other))
    {
        foreach ((var a, var b) in first.Steps.Zip(second.Steps))
        {
            var difference = a.Zip(b)
                .Where(pair => float.IsFinite(pair.First) && float.IsFinite(pair.Second))
                .Max(pair => Math.Abs((double)pair.First - pair.Second));
            byStep.Add(difference);
            largest = Math.Max(largest, difference);
            steps++;
            largestLeadChange = Math.Max(largestLeadChange, Math.Abs(Lead(a, b)));
            int best = Array.IndexOf(a, a.Max()),
                found = Array.IndexOf(b, b.Max());
            if (best != found)
            {
                otherwise++;
                largestLead = Math.Max(largestLead, a[best] - a[found]);
            }
        }
    }

    byStep.Sort();
    Console.WriteLine(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{steps} steps: largest difference of a logit {largest:0.######}; of half of the steps at most {byStep[steps / 2]:0.######}, of 99 % {byStep[steps * 99 / 100]:0.######}. The best token's lead changes by at most {largestLeadChange:0.######}. Other tokens at {otherwise} steps, of leads up to {largestLead:0.######}."
        )
    );
}

// How much the lead of the first run's best token over the second best changes.
static double Lead(float[] first, float[] second)
{
    var best = Array.IndexOf(first, first.Max());
    return Of(first) - Of(second);

    double Of(float[] logits) => logits[best] - (double)logits.Where((_, token) => token != best).Max();
}
