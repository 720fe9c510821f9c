using Shouldly;
using Xunit;

namespace TransformerService.Inference.Tests.Versions;

/// <summary>
/// The files of a version come in any order, with looks at them in between. What serves at last is what a restart would serve.
/// </summary>
public sealed class ArrivalOrderTests : IDisposable
{
    private const int OrdersOfEach = 35;

    private readonly DirectoryInfo _complete = Directory.CreateTempSubdirectory("arrival-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _complete.Delete(recursive: true);

    /// <summary>What is wrong with the version once all of it is there, and whether another lies below it.</summary>
    [Theory]
    [InlineData("nothing", true)]
    [InlineData("flipped bit", true)]
    [InlineData("flipped bit", false)]
    [InlineData("no self-check", true)]
    [InlineData("broken tokenizer_config.json without a self-check", true)]
    [InlineData("truncated model.onnx without a self-check", true)]
    public async Task Follow_FilesInRandomOrder_EndsAsARestartWould(string damage, bool hasLower)
    {
        var files = Complete(damage);
        string? restarted = null;
        for (var seed = 0; seed < OrdersOfEach; seed++)
        {
            // One catalog for each order; the version below is loaded before anything comes.
            var random = new Random(seed);
            using var model = await (hasLower ? VersionedModel.LoadAsync(1) : EmptyAsync());
            var folder = Directory.CreateDirectory(model.Folder(2)).FullName;
            string[] order = [.. files];
            random.Shuffle(order);
            foreach (var file in order)
            {
                await ArriveAsync(file, Path.Combine(folder, Path.GetFileName(file)), random, model);
            }

            await model.Versions.FollowAsync([VersionedModel.Name], Token);

            restarted ??= await RestartedAsync(model);
            Outcome.Of(model.Catalog).ShouldBe(restarted, $"{damage}, seed {seed}: {string.Join(", ", order.Select(Path.GetFileName))}");
        }
    }

    /// <summary>A file comes at once, or first only a part of it; the watch looks now and then.</summary>
    private static async Task ArriveAsync(string source, string target, Random random, VersionedModel model)
    {
        var bytes = await File.ReadAllBytesAsync(source, Token);
        if (random.Next(6) == 0)
        {
            await File.WriteAllBytesAsync(target, bytes[..random.Next(bytes.Length)], Token);
            await model.Versions.FollowAsync([VersionedModel.Name], Token);
        }

        await File.WriteAllBytesAsync(target, bytes, Token);
        if (random.Next(3) == 0)
        {
            await model.Versions.FollowAsync([VersionedModel.Name], Token);
        }
    }

    private static async Task<VersionedModel> EmptyAsync()
    {
        var model = new VersionedModel();
        Directory.CreateDirectory(model.Folder(2));
        model.WriteManifest(VersionedModel.Classification);
        await model.Catalog.LoadAsync(Token);
        return model;
    }

    private static async Task<string> RestartedAsync(VersionedModel model)
    {
        using var catalog = model.Repository.Restarted();
        await catalog.LoadAsync(Token);
        return Outcome.Of(catalog);
    }

    /// <summary>The files of the version as they are at last.</summary>
    private string[] Complete(string damage)
    {
        using var whole = new VersionedModel();
        var folder = whole.Add(2);
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            File.Copy(file, Path.Combine(_complete.FullName, Path.GetFileName(file)));
        }

        if (damage.EndsWith("self-check", StringComparison.Ordinal))
        {
            File.Delete(Path.Combine(_complete.FullName, "self-check.json"));
        }

        var onnx = Path.Combine(_complete.FullName, "model.onnx");
        if (damage == "flipped bit")
        {
            VersionedModel.FlipBit(onnx);
        }
        else if (damage.StartsWith("truncated", StringComparison.Ordinal))
        {
            File.WriteAllBytes(onnx, File.ReadAllBytes(onnx)[..^1_000]);
        }
        else if (damage.StartsWith("broken", StringComparison.Ordinal))
        {
            File.WriteAllText(Path.Combine(_complete.FullName, "tokenizer_config.json"), "{ broken");
        }

        return [.. Directory.EnumerateFiles(_complete.FullName).Order(StringComparer.Ordinal)];
    }
}
