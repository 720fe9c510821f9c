using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx;
using TransformerService.Distillation.Onnx.Proto;
using TransformerService.Distillation.Onnx.Quantization;
using TransformerService.Distillation.Recipes;
using TransformerService.Inference.Variants;
using TransformerService.Models;
using TransformerService.Models.Onnx;
using DataType = TransformerService.Distillation.Onnx.Proto.TensorProto.Types.DataType;

namespace TransformerService.Distillation.Pipeline;

/// <summary>
/// Makes a float32 classifier or embedding model of another exporter int8, with static scales. Half of the texts calibrate it, the other
/// half measures what it loses.
/// </summary>
/// <param name="variant">The float32 variant.</param>
/// <param name="texts">The texts, each with its label where the file has one.</param>
/// <param name="maxLoss">The largest loss that is accepted.</param>
/// <param name="log">Receives what was measured.</param>
internal sealed class ExportQuantization(
    ModelVariant variant,
    IReadOnlyList<(string Text, string? Label)> texts,
    double maxLoss,
    TextWriter log
)
{
    /// <summary>Fewer texts measure nothing.</summary>
    public const int LeastTexts = 20;

    private const string Student = "student",
        Graph = "model.onnx";

    /// <summary>Longest sequence that is calibrated.</summary>
    private const int MostTokens = 512;

    /// <summary>Writes the int8 model into a new folder: model.json and the folder <c>student</c>.</summary>
    /// <exception cref="ExportException">The graph cannot be quantised, or loses more than is accepted; nothing is written.</exception>
    /// <exception cref="EvaluationException">The variant is not a float32 classifier or embedding model, or there are too few texts.</exception>
    public async Task WriteAsync(string output, CancellationToken cancellationToken)
    {
        var path = Checked(output);
        using var float32 = variant.Load();
        var model = StoredProducts.Read(path);
        var ranges = Calibrate(float32, model, cancellationToken);
        var stage = Directory.CreateDirectory($"{Path.TrimEndingDirectorySeparator(Path.GetFullPath(output))}.partial").FullName;
        try
        {
            CopySettings(stage);
            var measured = texts.Where((_, index) => index % 2 == 1).ToArray();
            var search = new QuantizationSearch(new QuantizationRecipe(), log);
            (var best, _) = await search.ChooseAsync(async way =>
            {
                Write(stage, Quantizer.Quantize(model, ranges, way));
                return 1 - (await LossAsync(stage, float32, measured, cancellationToken)).Loss;
            });
            Write(stage, Quantizer.Quantize(model, ranges, search.Options(best)));
            var (loss, found) = await LossAsync(stage, float32, measured, cancellationToken);
            log.WriteLine($"{found}, on {measured.Length} texts that did not calibrate it.");
            if (loss > maxLoss)
            {
                throw new ExportException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"It loses {loss:0.0000}, more than the {maxLoss:0.0000} of --max-loss: nothing is written. More texts that are like those to be served may help."
                    )
                );
            }

            Directory.Move(stage, output);
        }
        finally
        {
            if (Directory.Exists(stage))
            {
                Directory.Delete(stage, recursive: true);
            }
        }
    }

    /// <summary>The graph's path.</summary>
    private string Checked(string output)
    {
        if (variant.Task is not (ModelTask.TextClassification or ModelTask.FeatureExtraction) || variant.Export.Onnx.Model is not { } path)
        {
            throw new EvaluationException("Only classifiers and embedding models can be quantised here.");
        }

        return VariantFiles.Of(variant).Precision == WeightPrecision.Int8 ? throw new EvaluationException("The variant is int8 already.")
            : texts.Count < LeastTexts
                ? throw new EvaluationException(
                    $"There are {texts.Count} texts, and at least {LeastTexts} are needed, better some hundreds."
                )
            : Path.Exists(output) ? throw new EvaluationException($"{output} exists already.")
            : path;
    }

    private CalibrationRanges Calibrate(LoadedVariant float32, ModelProto model, CancellationToken cancellationToken)
    {
        var ranges = new CalibrationRanges();
        using var calibrator = new Calibrator(model, ranges);
        var longest = Math.Min(MostTokens, variant.Export.MaxPositions ?? MostTokens);
        string[] names = [.. model.Graph.Input.Select(input => input.Name)];
        foreach (var (text, _) in texts.Where((_, index) => index % 2 == 0))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var ids = float32.Tokenizer.Encode(text, longest).Ids;
            OrtValue[] inputs = [.. model.Graph.Input.Select(input => Input(input, ids))];
            calibrator.Run(names, inputs);
            Array.ForEach(inputs, static input => input.Dispose());
        }

        return ranges;
    }

    private OrtValue Input(ValueInfoProto input, IReadOnlyList<int> ids)
    {
        var first = variant.Export.PaddingPosition + 1 ?? 0;
        long[] values = input.Name switch
        {
            "input_ids" => [.. ids.Select(static id => (long)id)],
            "attention_mask" => [.. ids.Select(static _ => 1L)],
            "token_type_ids" => [.. ids.Select(static _ => 0L)],
            "position_ids" => [.. ids.Select((_, place) => (long)(first + place))],
            _ => throw new ExportException($"The graph asks for an input '{input.Name}', which is not known here."),
        };
        long[] shape = [1, values.Length];
        return input.Type.TensorType.ElemType == (int)DataType.Int32
            ? OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, static value => (int)value), shape)
            : OrtValue.CreateTensorValueFromMemory(values, shape);
    }

    private void CopySettings(string stage)
    {
        var from = variant.Definition.Folder;
        string[] names =
        [
            .. Directory
                .EnumerateFiles(from, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(from, path).Replace('\\', '/')),
        ];
        foreach (
            var name in ExportListing.Needed(names, null, out _).Where(static name => !name.Contains(".onnx", StringComparison.Ordinal))
        )
        {
            var target = Path.Combine(stage, Student, name);
            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? stage);
            File.Copy(Path.Combine(from, name), target);
        }

        File.WriteAllText(Path.Combine(stage, "model.json"), $$"""{ "task": "{{ModelTasks.Of(variant.Task).Name}}" }""" + "\n");
    }

    private static void Write(string stage, ModelProto model) => OnnxFile.Write(Path.Combine(stage, Student, Graph), model);

    private async Task<(double Loss, string Found)> LossAsync(
        string stage,
        LoadedVariant float32,
        (string Text, string? Label)[] measured,
        CancellationToken cancellationToken
    )
    {
        using var int8 = ModelVariant.Find(stage, VariantRole.Student).Load();
        string[] read = [.. measured.Select(static text => text.Text)];
        if (variant.Task == ModelTask.FeatureExtraction)
        {
            var cosine = float32
                .Embed(read, cancellationToken)
                .Zip(int8.Embed(read, cancellationToken), static (one, other) => (double)TensorPrimitives.CosineSimilarity(one, other))
                .Average();
            return (1 - cosine, string.Create(CultureInfo.InvariantCulture, $"mean cosine to float32 {cosine:0.0000}"));
        }

        var before = await LabelsAsync(float32, read, cancellationToken);
        var after = await LabelsAsync(int8, read, cancellationToken);
        var agreement = Share(before, after);
        string?[] right = [.. measured.Select(static text => text.Label)];
        return right.Contains(null)
            ? (1 - agreement, string.Create(CultureInfo.InvariantCulture, $"the same label as float32 on {agreement:0.0000}"))
            : (
                Share(right, before) - Share(right, after),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"accuracy {Share(right, before):0.0000} in float32, {Share(right, after):0.0000} in int8; the same label on {agreement:0.0000}"
                )
            );
    }

    private static async Task<string[]> LabelsAsync(LoadedVariant model, string[] texts, CancellationToken cancellationToken)
    {
        var labels = model.Head?.Labels ?? [];
        return
        [
            .. (await model.ClassifyAsync(texts, cancellationToken)).Scores.Select(scores =>
                labels[TensorPrimitives.IndexOfMax<double>(scores)]
            ),
        ];
    }

    private static double Share(IEnumerable<string?> one, IEnumerable<string?> other) =>
        one.Zip(other, static (first, second) => first == second ? 1.0 : 0).Average();
}
