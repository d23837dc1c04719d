@echo off
rem Runs the Maven that .mvn\wrapper\maven-wrapper.properties names: unpacked before, else fetched now, else the installed one.
setlocal EnableExtensions

set "oldest=3.8.7"
set "jdk=25"

set "url="
for /f "usebackq tokens=1,* delims==" %%a in ("%~dp0.mvn\wrapper\maven-wrapper.properties") do if "%%a"=="distributionUrl" set "url=%%b"
for %%f in ("%url:/=\%") do set "archive=%%~nxf"
set "name=%archive:-bin.zip=%"
set "version=%name:apache-maven-=%"
set "dists=%USERPROFILE%\.m2\wrapper\dists"
if defined MAVEN_USER_HOME set "dists=%MAVEN_USER_HOME%\wrapper\dists"

set "mvn="
call :unpacked
if not defined mvn (
  call :fetch
  call :unpacked
)
if not defined mvn call :installed
if not defined mvn exit /b 1

call :choose_jdk
set "skip="
call :only_runs %*
"%mvn%" %skip% %*
exit /b %ERRORLEVEL%


rem Other wrappers unpack into a folder named by a hash, some of them one level deeper.
:unpacked
for /d %%d in ("%dists%\%name%\*") do if exist "%%d\bin\mvn.cmd" set "mvn=%%d\bin\mvn.cmd"
for /d %%d in ("%dists%\%name%-bin\*") do if exist "%%d\%name%\bin\mvn.cmd" set "mvn=%%d\%name%\bin\mvn.cmd"
exit /b 0

rem Unpacks next to the final place and moves, so that an interrupted or a second build leaves nothing incomplete.
:fetch
set "ps=$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue';"
set "ps=%ps% [Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12;"
set "ps=%ps% $home_of_it = Join-Path $env:dists $env:name; $work = Join-Path $env:dists ('.fetch.' + [guid]::NewGuid());"
set "ps=%ps% New-Item -ItemType Directory -Force $home_of_it, $work | Out-Null;"
set "ps=%ps% try { Invoke-WebRequest -UseBasicParsing -TimeoutSec 60 -Uri $env:url -OutFile (Join-Path $work $env:archive);"
set "ps=%ps% Expand-Archive (Join-Path $work $env:archive) $work;"
set "ps=%ps% Move-Item (Join-Path $work $env:name) (Join-Path $home_of_it 'unpacked') }"
set "ps=%ps% finally { Remove-Item -Recurse -Force $work }"
powershell -NoProfile -ExecutionPolicy Bypass -Command "%ps%" >nul 2>&1
exit /b 0

:installed
set "installed="
for /f "tokens=1-3" %%a in ('mvn -v 2^>nul') do if "%%a %%b"=="Apache Maven" set "installed=%%c"
if not defined installed (
  echo mvnw: Maven %version% could not be fetched from %url% and no mvn is installed. Install Maven %oldest% or newer, or allow the download.>&2
  exit /b 0
)
call :at_least "%installed%" "%oldest%"
if errorlevel 1 (
  echo mvnw: Maven %version% could not be fetched from %url% and the installed mvn is %installed%. Install Maven %oldest% or newer, or allow the download.>&2
  exit /b 0
)
echo mvnw: Maven %version% could not be fetched; using the installed Maven %installed%>&2
set "mvn=mvn"
exit /b 0

rem Whether version %1 is at least version %2; a suffix such as -rc-4 does not count.
:at_least
for /f "tokens=1-3 delims=.-" %%a in ("%~1") do for /f "tokens=1-3 delims=.-" %%x in ("%~2") do (
  if %%a GTR %%x exit /b 0
  if %%a LSS %%x exit /b 1
  if %%b GTR %%y exit /b 0
  if %%b LSS %%y exit /b 1
  if %%c GEQ %%z exit /b 0
)
exit /b 1

rem Sets JAVA_HOME to an installed JDK 25 or newer if it is not set and the java of PATH is older. The build also runs on
rem Maven with JDK 17, but the formatter needs the compiler of JDK 25 (profile "format" in pom.xml).
:choose_jdk
if defined JAVA_HOME exit /b 0
set "default=0"
for /f "tokens=2,3" %%a in ('java -version 2^>^&1') do if "%%a"=="version" for /f "delims=.-" %%m in ("%%~b") do set "default=%%m"
if %default% GEQ %jdk% exit /b 0
for /d %%d in ("%ProgramFiles%\Java\*" "%ProgramFiles%\Eclipse Adoptium\*" "%ProgramFiles%\Amazon Corretto\*" "%ProgramFiles%\Microsoft\*" "%ProgramFiles%\Zulu\*" "%USERPROFILE%\.jdks\*") do call :take_jdk "%%~d"
rem Older Maven versions use what newer JDKs warn about.
if defined JAVA_HOME set "MAVEN_OPTS=--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow %MAVEN_OPTS%"
exit /b 0

:take_jdk
if defined JAVA_HOME exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
for /f "usebackq tokens=1,2 delims==" %%a in ("%~1\release") do if "%%a"=="JAVA_VERSION" for /f "delims=.-" %%m in ("%%~b") do if %%m GEQ %jdk% set "JAVA_HOME=%~1"
exit /b 0

rem If the only goal is spring-boot:run, the tests are skipped. It does not need them, and Maven then does not download their
rem dependencies (profile "tests" in pom.xml).
:only_runs
set "runs="
:next_argument
set "argument=%~1"
if not defined argument goto all_arguments
if "%argument:~0,1%"=="-" goto shift_argument
if not "%argument%"=="spring-boot:run" exit /b 0
set "runs=yes"
:shift_argument
shift
goto next_argument
:all_arguments
if defined runs set "skip=-Dmaven.test.skip=true"
exit /b 0
