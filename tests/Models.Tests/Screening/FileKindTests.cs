using System.Diagnostics;
using Shouldly;
using TransformerService.Models.Files;
using Xunit;

namespace TransformerService.Models.Tests.Screening;

/// <summary>Files and what only has a file's name, as Linux tells them apart and as other systems are taken at their word.</summary>
public sealed class FileKindTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kind-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void IsRegularFile_FileLinkFolderAndNothing_IsTheSameOnEverySystem(bool asLinux)
    {
        string file = Path.Combine(_folder.FullName, "file"),
            link = Path.Combine(_folder.FullName, "link");
        File.WriteAllText(file, "a");
        File.CreateSymbolicLink(link, file);

        FileKind.IsRegularFile(file, asLinux).ShouldBeTrue();
        FileKind.IsRegularFile(link, asLinux).ShouldBeTrue();
        FileKind.IsRegularFile(_folder.FullName, asLinux).ShouldBeFalse();
        FileKind.IsRegularFile(Path.Combine(_folder.FullName, "nothing"), asLinux).ShouldBeFalse();
    }

    [Fact]
    public async Task IsRegularFile_NamedPipe_IsNoneOnLinux()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems are taken at their word.");
        var pipe = Path.Combine(_folder.FullName, "pipe");
        using (var mkfifo = Process.Start("mkfifo", [pipe]))
        {
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        FileKind.IsRegularFile(pipe).ShouldBeFalse();
        FileKind.IsRegularFile(pipe, asLinux: false).ShouldBeTrue();
    }
}
