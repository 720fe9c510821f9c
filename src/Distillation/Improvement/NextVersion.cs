using System.Globalization;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Training;
using TransformerService.Models;
using TransformerService.Models.Repository;

namespace TransformerService.Distillation.Improvement;

/// <summary>The folder of a student's next version.</summary>
/// <param name="Current">The version that answers, which the next one begins with.</param>
/// <param name="Folder">The variant's folder.</param>
/// <param name="Number">The next version's number.</param>
internal sealed record NextVersion(ModelVariant Current, string Folder, string Number)
{
    private const string UnfinishedSuffix = ".partial";

    /// <summary>Finds the version that answers, and the number above the highest one.</summary>
    /// <param name="modelFolder">The model's folder.</param>
    /// <param name="serve">Whether the next version may answer at once.</param>
    /// <exception cref="EvaluationException">The model is faulty, or its student's layout does not take another version.</exception>
    public static NextVersion Find(string modelFolder, bool serve)
    {
        var current = ModelVariant.Find(modelFolder, VariantRole.Student);
        if (!current.Definition.HasVersions)
        {
            var folder = current.Definition.FolderName;
            throw new EvaluationException(
                $"{modelFolder}: the folder {folder} is an export itself, so a server reads no other version in it. Move its files into {folder}/1, and write \"current\": {{ \"student\": \"1\" }} into model.json."
            );
        }

        if (!serve && ModelRepository.ReadModel(modelFolder).Manifest?.Current?.Of(VariantRole.Student) is null)
        {
            throw new EvaluationException(
                $"{modelFolder}: model.json names no current student, so the next version would answer all calls at once. Write \"current\": {{ \"student\": \"{current.Definition.Current.Number}\" }} into it, so that the version waits to be a canary, or give --serve."
            );
        }

        // A folder that is not a sound version still has its number.
        var highest = current.Definition.Versions.Max(version => int.Parse(version.Number, CultureInfo.InvariantCulture));
        return new NextVersion(current, Path.GetDirectoryName(current.Definition.Folder) ?? modelFolder, Name(highest + 1));
    }

    /// <summary>The number of an existing version with the same files; <see langword="null"/> if there is none.</summary>
    public string? WithSameContent(ModelVariant candidate) =>
        Current.Definition.Versions.FirstOrDefault(version => version.Export?.ContentHash == candidate.Export.ContentHash)?.Number;

    /// <summary>The number of the newest version if it is newer than the one that answers; otherwise <see langword="null"/>.</summary>
    public string? Waiting =>
        int.Parse(Number, CultureInfo.InvariantCulture) - 1 is var newest && Current.Definition.Current.Number != Name(newest)
            ? Name(newest)
            : null;

    /// <summary>Removes what an improvement that was killed has left. No other one may work on the model.</summary>
    /// <exception cref="IOException">The disk cannot be written.</exception>
    public void RemoveUnfinished()
    {
        foreach (var folder in Directory.EnumerateDirectories(Folder, ".*" + UnfinishedSuffix))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// Copies a finished export to the versions. A server that watches them sees the whole version or none: the copy has another name
    /// until it is complete, and is on the same volume.
    /// </summary>
    /// <exception cref="TrainingException">The disk cannot be written; nothing half-written remains.</exception>
    public void Write(string export)
    {
        var unfinished = Path.Combine(Folder, $".{Number}.{Guid.NewGuid():N}{UnfinishedSuffix}");
        try
        {
            Directory.CreateDirectory(unfinished);
            foreach (var file in Directory.EnumerateFiles(export))
            {
                using var from = File.OpenRead(file);
                using var to = File.Create(Path.Combine(unfinished, Path.GetFileName(file)));
                from.CopyTo(to);
                to.Flush(flushToDisk: true);
            }

            Directory.Move(unfinished, Path.Combine(Folder, Number));
        }
        catch (Exception exception) when (Unfinished.IsOfTheDisk(exception))
        {
            Unfinished.DeleteFolder(unfinished);
            throw new TrainingException(
                $"Version {Number} cannot be written into {Folder} ({exception.Message}); nothing of it remains there. Free disk space, or check the folder's permissions, and run again.",
                exception
            );
        }
    }

    private static string Name(int number) => number.ToString(CultureInfo.InvariantCulture);
}
