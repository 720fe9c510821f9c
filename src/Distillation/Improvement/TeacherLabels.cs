using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Training;
using TransformerService.Models;

namespace TransformerService.Distillation.Improvement;

/// <summary>A teacher's distributions over the labels of texts, computed once and kept in a file.</summary>
/// <param name="teacher">The teacher.</param>
/// <param name="labels">The student's labels by number.</param>
/// <param name="file">The file.</param>
/// <param name="log">Receives the progress.</param>
internal sealed class TeacherLabels(ModelVariant teacher, IReadOnlyList<string> labels, string file, TextWriter log)
{
    private const int Portion = 1_000;

    /// <summary>Finds a model's teacher, or its only variant.</summary>
    /// <exception cref="EvaluationException">The model is faulty.</exception>
    public static ModelVariant Find(string folder) =>
        ModelVariant.Find(folder, ModelVariant.Roles(folder) is [VariantRole.Student] ? VariantRole.Student : VariantRole.Teacher);

    /// <summary>The distributions <c>[texts][labels]</c>, in the order of the student's labels.</summary>
    /// <exception cref="EvaluationException">The teacher cannot be loaded, or has other labels.</exception>
    /// <exception cref="TrainingException">The disk cannot be written.</exception>
    public async Task<IReadOnlyList<float[]>> OfAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var name = NameOf(texts);
        if (File.Exists(file) && WeightFile.Read(file).GetValueOrDefault(name) is { } kept)
        {
            return [.. kept.Values.Chunk(labels.Count)];
        }

        using var evaluator = ClassificationEvaluator.Open(teacher);
        int[] places = [.. labels.Select(label => evaluator.Labels.ToList().IndexOf(label))];
        if (places.Contains(-1) || evaluator.Labels.Count != labels.Count)
        {
            throw new EvaluationException($"{teacher.ModelFolder}: the teacher has other labels than the student.");
        }

        List<float> values = new(texts.Count * labels.Count);
        foreach (var portion in texts.Chunk(Portion))
        {
            (var probabilities, _) = await evaluator.ClassifyAsync(portion, cancellationToken);
            foreach (var row in probabilities)
            {
                values.AddRange(places.Select(place => (float)row[place]));
            }

            await log.WriteLineAsync(
                FormattableString.Invariant($"teacher: {values.Count / labels.Count} of {texts.Count} texts labelled.")
            );
        }

        float[] all = [.. values];
        WeightFile.Write(file, new Dictionary<string, WeightTensor> { [name] = new([texts.Count, labels.Count], all) });
        return [.. all.Chunk(labels.Count)];
    }

    /// <summary>The number of the most likely label.</summary>
    public static int Best(float[] distribution) => Array.IndexOf(distribution, distribution.Max());

    private string NameOf(IReadOnlyList<string> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(teacher.Export.ContentHash));
        foreach (var text in texts)
        {
            hash.AppendData(MemoryMarshal.AsBytes([text.Length]));
            hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }
}
