using TransformerService.Distillation.Data;

namespace TransformerService.Distillation.Evaluation;

/// <summary>A set to evaluate on.</summary>
/// <param name="Name">The file's name, for reports and messages.</param>
/// <param name="Items">The items; not empty.</param>
internal sealed record TestSet<T>(string Name, IReadOnlyList<T> Items);

/// <summary>Reads sets to evaluate on. A malformed line is refused, because a set with gaps gives a different score.</summary>
internal static class TestSetReader
{
    /// <exception cref="CorpusException">A file cannot be read, or a line is malformed.</exception>
    /// <exception cref="EvaluationException">A file is empty.</exception>
    public static IReadOnlyList<TestSet<TextPair>> Pairs(IReadOnlyList<string> files) =>
        Read(files, file => new CorpusReader(new CorpusReaderOptions()).ReadPairs(file));

    /// <exception cref="CorpusException">A file cannot be read, or a line is malformed.</exception>
    /// <exception cref="EvaluationException">A file is empty.</exception>
    public static IReadOnlyList<TestSet<LabelledText>> Labelled(IReadOnlyList<string> files) =>
        Read(files, file => new CorpusReader(new CorpusReaderOptions()).ReadLabelled(file));

    private static List<TestSet<T>> Read<T>(IReadOnlyList<string> files, Func<string, IEnumerable<T>> read)
    {
        // Files with the same name in different folders keep their paths.
        var unique = files.Select(Path.GetFileName).Distinct(StringComparer.Ordinal).Count() == files.Count;
        List<TestSet<T>> sets = [.. files.Select(file => new TestSet<T>(unique ? Path.GetFileName(file) : file, [.. read(file)]))];
        var empty = sets.FindIndex(set => set.Items.Count == 0);
        return empty < 0 ? sets : throw new EvaluationException($"{files[empty]}: the file is empty.");
    }
}
