using TransformerService.Inference.Shadow.Store;

namespace TransformerService.Inference.Tests.Shadow.Store;

public sealed class SqliteShadowStoreTests : ShadowStoreTests, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sqlite-");

    public void Dispose() => _folder.Delete(recursive: true);

    internal override ShadowDatabase Database() => new SqliteShadowDatabase(Path.Combine(_folder.FullName, "shadow.db"), TimeSpan.FromSeconds(30));
}
